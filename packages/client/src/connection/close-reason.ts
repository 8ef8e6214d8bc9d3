import { ERRORS, errorData, isErrorCode, retryAfterClose } from "@parlor/protocol";
import type { ErrorData, Retry } from "@parlor/protocol";

/** Why a socket is gone, and whether to come back. */
export interface CloseReason {
  readonly retry: Retry;
  /** What the server said, or `null` if it said nothing: the network failed. */
  readonly error: ErrorData | null;
}

/**
 * Reads a close. The close frame names the error in its reason; the `error` frame before it says more, and counts if it
 * is about the same thing, or if something on the way has lost the reason but kept a close code that fits.
 */
export function closeReason(close: { code: number; reason: string }, lastError: ErrorData | null): CloseReason {
  const error = whatTheServerSaid(close, lastError);
  return { error, retry: error === null ? retryAfterClose(close.code) : ERRORS[error.code].retry };
}

function whatTheServerSaid(
  { code, reason }: { code: number; reason: string },
  lastError: ErrorData | null,
): ErrorData | null {
  if (isErrorCode(reason)) return lastError?.code === reason ? lastError : errorData(reason);
  return lastError !== null && ERRORS[lastError.code].close === code ? lastError : null;
}
