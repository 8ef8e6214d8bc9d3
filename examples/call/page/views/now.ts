import { useEffect, useState } from "preact/hooks";

/** The time (milliseconds, as in `Date.now()`), for something that shows it and is drawn again four times a second. */
export function useNow(isRunning: boolean): number {
  const [, draw] = useState(0);
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => draw(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isRunning]);
  return Date.now();
}
