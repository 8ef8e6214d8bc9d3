/** What the `authenticated` frame says besides who was there before. */
interface Welcome {
  readonly peerId: string;
  readonly room: string;
  /** The roster as JSON. */
  readonly rosterText: string;
  /** What is only told to those whom it concerns. */
  readonly more: object;
}

/** Writes the `authenticated` frame. The roster is JSON already. */
export function encodeWelcome({ peerId, room, rosterText, more }: Welcome): string {
  const moreText = JSON.stringify(more).slice(1, -1);
  const comma = moreText === "" ? "" : ",";
  // a peer's id is a UUID that the server has made: there is nothing in it to escape
  const data = `{"peer_id":"${peerId}","room":${JSON.stringify(room)},"peers":${rosterText}${comma}${moreText}}`;
  return `{"data":${data},"event":"authenticated","from":null,"to":["${peerId}"]}`;
}
