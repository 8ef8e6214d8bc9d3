import type { CloseErrorCode, Json, RosterEntry } from "@parlor/protocol";

/** A peer as its room sees it. No method waits, throws, or calls back into the room within the call. */
export interface Member {
  readonly id: string;
  /** What the others get to see of it. */
  readonly metadata: Json;
  /** Who it is, over all its connections; `null` if nobody has found out. */
  readonly identity: string | null;
  /** Until when it is authenticated, in milliseconds since 1970; `null` for ever. */
  readonly expiresAt: number | null;
  /** Whether its client is not there any more; it may still be on its way out of the room. */
  readonly isGone: boolean;
  /** Tells the peer that it has been let in, and who was there before it, as its first frame. Called at most once. */
  welcome(peers: readonly RosterEntry[]): void;
  /** Takes a frame, in order. Frames after the end are forgotten. */
  deliver(frame: string): void;
  /** Ends the peer: it is told why, closed, and leaves the room in its own time. Idempotent. */
  end(code: CloseErrorCode, details: Json): void;
}
