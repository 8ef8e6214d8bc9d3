import type { ErrorData, Retry } from "@parlor/protocol";

/** What a retry policy knows when it is asked. */
export interface RetryContext {
  /** How many retries there have been since the connection was last open for 5 seconds, this one included: 1, 2, 3… */
  readonly attempt: number;
  /** The error table's word: `"later"` asks for more patience than `"yes"`. A `"no"` never gets here. */
  readonly retry: Exclude<Retry, "no">;
  /** The wait that a server going away asked for, in milliseconds, or `null`. */
  readonly afterMs: number | null;
  /** What the server said, or `null` if the network failed. */
  readonly error: ErrorData | null;
  /** The `random` option: a number in [0, 1). */
  readonly random: () => number;
}

/** Says how many milliseconds to wait before the next attempt, or `null` to give up: then the connection is closed. */
export type RetryPolicy = (context: RetryContext) => number | null;

const BASE_MS = { yes: 500, later: 5_000 } as const;
const CAP_MS = 15_000;

/**
 * The default policy: exponential back-off with full jitter, for ever. A wait is anything between 0 and a ceiling of
 * 500 ms (5 s for `"later"`) that doubles with each attempt up to 15 s, so that the clients of a server that restarts do
 * not all come back in the same instant. A wait that the server asked for is taken as it is.
 */
export function fullJitter({ attempt, retry, afterMs, random }: RetryContext): number {
  if (afterMs !== null) return afterMs;
  return random() * Math.min(CAP_MS, BASE_MS[retry] * 2 ** (attempt - 1));
}
