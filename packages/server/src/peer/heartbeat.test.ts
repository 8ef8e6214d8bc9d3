import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Heartbeat } from "./heartbeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("[PE4] a process that has stalled says so, and blames no client for it", () => {
  const late: boolean[] = [];
  const now = vi.spyOn(performance, "now").mockReturnValue(0);
  const heartbeat = new Heartbeat(1000);
  heartbeat.add({ beat: (_now, isLate) => void late.push(isLate) });
  for (const time of [1000, 2010, 5000, 6000]) {
    now.mockReturnValue(time);
    vi.advanceTimersByTime(1000);
  }
  expect(late).toEqual([false, false, true, false]);
  now.mockRestore();
});

test("[PE4] without anybody to look at there is no timer", () => {
  const heartbeat = new Heartbeat(1000);
  const one = { beat: () => undefined };
  heartbeat.add(one);
  expect(vi.getTimerCount()).toBe(1);
  heartbeat.delete(one);
  expect(vi.getTimerCount()).toBe(0);
});
