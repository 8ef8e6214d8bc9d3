/**
 * Calls `wake` when there is reason to look at the link again: the network is back (`online`), the page is looked at
 * again (`visibilitychange`), or it comes out of the back/forward cache (`pageshow`,
 * https://html.spec.whatwg.org/#event-pageshow). One moment may call several times. Returns what ends it.
 *
 * A worker has `online` alone. Where there is none of them, as in Node, nothing ever happens.
 */
export function onWake(wake: () => void): () => void {
  const over = new AbortController();
  if (typeof addEventListener === "function") {
    for (const type of ["online", "pageshow", "visibilitychange"]) {
      addEventListener(type, look, { signal: over.signal });
    }
  }

  function look({ type }: Event): void {
    if (type !== "visibilitychange" || document.visibilityState === "visible") wake();
  }
  return () => over.abort();
}
