import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Supervisor } from "./supervisor.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function supervised(): { readonly crash: () => void; readonly log: string[] } {
  const log: string[] = [];
  let crashed: (error: unknown) => void = () => undefined;
  const spawn = (onCrash: (error: unknown) => void): number => {
    crashed = onCrash;
    log.push("start");
    return log.length;
  };
  new Supervisor({ maxRestarts: 2, withinMs: 1000 }, spawn, {
    restarting: () => void log.push("restart"),
    gaveUp: (error) => void log.push(`gave up: ${String(error)}`),
  }).start();
  return { crash: () => crashed("bug"), log };
}

test("[RM3] starts a crashed child again, until it has crashed too often", () => {
  const { crash, log } = supervised();
  crash();
  crash();
  crash();
  expect(log).toEqual(["start", "restart", "start", "restart", "start", "gave up: bug"]);
});

test("[RM3] crashes long ago do not count", () => {
  const { crash, log } = supervised();
  for (let crashes = 0; crashes < 10; crashes++) {
    crash();
    vi.advanceTimersByTime(600);
  }
  expect(log.filter((entry) => entry === "restart")).toHaveLength(10);
});
