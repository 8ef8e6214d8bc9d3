import type { CloseErrorCode, Json } from "@parlor/protocol";

import type { Frame } from "./frame.ts";

/** What a member has shown to be let in, and since: with any of it, the same person could come back. */
export interface TokensShown {
  /** When the last of them expires, in milliseconds since 1970; `null` if one never does. */
  readonly lastExpiry: number | null;
  /** Settles when the one that is being looked at has been judged; `null` if none is. Never rejects. */
  readonly judging: PromiseLike<void> | null;
  /** Counts what a former self has shown, whose place the member has taken, with its own. */
  inherit(former: TokensShown): void;
}

/** A peer as its room sees it. No method waits, throws, or calls back into the room within the call. */
export interface Member {
  readonly id: string;
  /** What the others get to see of it. */
  readonly metadata: Json;
  /** Who it is, over all its connections; `null` if nobody has found out. */
  readonly identity: string | null;
  readonly token: TokensShown;
  /** Whether its client is not there any more; it may still be on its way out of the room. */
  readonly isGone: boolean;
  /** Its entry in the roster, as JSON. */
  readonly entryText: string;
  /** Tells the peer that it has been let in, and who was there before it (JSON), as its first frame. Called at most once. */
  welcome(rosterText: string): void;
  /** Takes a frame, in order. Frames after the end are forgotten. */
  deliver(frame: Frame): void;
  /** Ends the peer: it is told why, closed, and leaves the room in its own time. Idempotent. */
  end(code: CloseErrorCode, details: Json): void;
}
