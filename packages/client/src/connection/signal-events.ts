/**
 * What the two ends of a link say to each other, by event. The data is `unknown` because another peer wrote it, possibly
 * a program of another author.
 */
export type SignalEvents = {
  /** An RTCSessionDescriptionInit of type `offer`, and what a mesh adds: `DescriptionNotes`. */
  readonly offer: unknown;
  /** An RTCSessionDescriptionInit of type `answer`, and what a mesh adds. */
  readonly answer: unknown;
  /** An RTCIceCandidateInit, or `null` for the end of candidates; a mesh adds its token as `link`. */
  readonly candidate: unknown;
  /** `{ proof, restart }`: go on with the link of which this proves to be the other side, or, if it is `null`, start anew. */
  readonly relink: unknown;
  /** `{ link }`: the sender has ended its side of the link, and stays in the room. */
  readonly bye: unknown;
};

const SIGNALS: ReadonlySet<string> = new Set<keyof SignalEvents>(["offer", "answer", "candidate", "relink", "bye"]);

/** Whether an event is one that links negotiate with. */
export function isSignal(event: string): boolean {
  return SIGNALS.has(event);
}
