/** The longest that a timer can run; browsers and Node take more than this as nothing at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Calls `wake` once: after `delayMs`, or at once when the browser says that the network is back. Returns what calls it
 * off. Where there is no `online` event, as in Node, only the time counts.
 */
export function wait(delayMs: number, wake: () => void): () => void {
  const over = new AbortController();
  const timer = setTimeout(finish, Math.min(delayMs, MAX_TIMER_MS));
  if (typeof addEventListener === "function") addEventListener("online", finish, { signal: over.signal });

  function cancel(): void {
    clearTimeout(timer);
    over.abort();
  }
  function finish(): void {
    cancel();
    wake();
  }
  return cancel;
}
