/**
 * Tells the developer about an exception in one of their callbacks, the way an exception in an event listener is told:
 * through `reportError` (https://html.spec.whatwg.org/#dom-reporterror), or as an uncaught exception where that is
 * missing, as in Node. Never throws to its caller.
 */
export function report(error: unknown): void {
  if (typeof reportError === "function") {
    reportError(error);
    return;
  }
  queueMicrotask(() => {
    throw error;
  });
}
