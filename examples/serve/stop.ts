/** npm passes a Ctrl-C on that the terminal has already sent to everybody: two signals so close together are one. */
const SAME_SIGNAL_MS = 300;

/** Stops in order at the first SIGINT or SIGTERM, with exit code 0. A second one does not wait. */
export function stopOnSignals(stop: () => Promise<void>): void {
  let firstAt: number | null = null;
  const onSignal = (): void => {
    if (firstAt === null) {
      firstAt = performance.now();
      void stopThenExit(stop);
    } else if (performance.now() - firstAt > SAME_SIGNAL_MS) {
      process.exit(1);
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

async function stopThenExit(stop: () => Promise<void>): Promise<void> {
  try {
    await stop();
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
