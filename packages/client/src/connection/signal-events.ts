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
  /** `{ token, restart }`: go on with the link whose other side has this token, or, if it is `null`, start anew. */
  readonly relink: unknown;
};

const SIGNALS: ReadonlySet<string> = new Set<keyof SignalEvents>(["offer", "answer", "candidate", "relink"]);

/** Whether an event is one that links negotiate with. */
export function isSignal(event: string): boolean {
  return SIGNALS.has(event);
}
