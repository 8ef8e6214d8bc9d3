import type { ErrorData } from "@parlor/protocol";

/**
 * Where a connection is in its life. `attempt` counts the retries since it was last open for 5 seconds: 0 while the very
 * first attempt is made, then 1, 2, 3 and so on, the same number while waiting for a retry and while making it.
 */
export type ConnectionState =
  | { readonly name: "connecting"; readonly attempt: number }
  /** The server has let this client into `room` under the name `peerId`. */
  | { readonly name: "open"; readonly peerId: string; readonly room: string }
  /** The socket is gone; the next attempt is made at `retryAt` (milliseconds, as in `Date.now()`). */
  | {
      readonly name: "waiting";
      readonly attempt: number;
      readonly retryAt: number;
      /** What the server said, or `null` if it said nothing: the network failed. */
      readonly error: ErrorData | null;
    }
  /** Final. `error` is the refusal that cannot be retried, or `null` after `close()`. */
  | { readonly name: "closed"; readonly error: ErrorData | null };
