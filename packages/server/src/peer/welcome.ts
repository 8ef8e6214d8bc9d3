import type { IceServersData, TokenData } from "@parlor/protocol";

/** What the `authenticated` frame says. */
interface Welcome {
  readonly peerId: string;
  readonly room: string;
  /** The roster as JSON. */
  readonly rosterText: string;
  /** What is only told to those whom it concerns. */
  readonly token: TokenData | null;
  readonly ice: IceServersData | null;
}

/** Writes the `authenticated` frame. The roster is JSON already. */
export function encodeWelcome({ peerId, room, rosterText, token, ice }: Welcome): string {
  // a peer's id is a UUID that the server has made: there is nothing in it to escape
  const data = `{"peer_id":"${peerId}","room":${JSON.stringify(room)},"peers":${rosterText}${andFieldsOf(token)}${andFieldsOf(ice)}}`;
  return `{"data":${data},"event":"authenticated","from":null,"to":["${peerId}"]}`;
}

function andFieldsOf(more: object | null): string {
  return more === null ? "" : `,${JSON.stringify(more).slice(1, -1)}`;
}
