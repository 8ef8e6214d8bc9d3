/** Keeps a phone's screen from going dark, where the browser can, until `over` is aborted. */
export function keepAwake(over: AbortSignal): void {
  let lock: WakeLockSentinel | null = null;
  const ask = async (): Promise<void> => {
    // a page that is hidden loses the lock, and gets none
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      if (over.aborted) await lock.release();
    } catch {
      // a battery that is nearly empty, for one: the screen goes dark as it always does
    }
  };
  document.addEventListener("visibilitychange", () => void ask(), { signal: over });
  over.addEventListener("abort", () => void lock?.release());
  void ask();
}
