import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Supervisor } from "./supervisor.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function supervised(): { readonly crash: () => void; readonly halt: () => void; readonly log: string[] } {
  const log: string[] = [];
  const supervisor = new Supervisor(
    { maxRestarts: 2, withinMs: 1000 },
    {
      spawn: () => void log.push("start"),
      restarting: () => void log.push("restart"),
      halted: () => void log.push("halted"),
      gaveUp: (error) => void log.push(`gave up: ${String(error)}`),
    },
  );
  supervisor.start();
  return { crash: () => supervisor.crashed("bug"), halt: () => supervisor.halt(), log };
}

test("[RM3] starts a crashed child again, the first time at once, until it has crashed too often", () => {
  const { crash, log } = supervised();
  crash();
  expect(log).toHaveLength(3);
  crash();
  expect(log).toHaveLength(3);
  vi.runAllTimers();
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

test("[RM4] halted, it starts nothing again: neither after a crash to come, nor after one that has been", () => {
  const alive = supervised();
  alive.halt();
  alive.crash();
  expect(alive.log).toEqual(["start", "halted"]);
  const waiting = supervised();
  waiting.crash();
  waiting.crash();
  waiting.halt();
  vi.runAllTimers();
  expect(waiting.log).toEqual(["start", "restart", "start", "halted"]);
});
