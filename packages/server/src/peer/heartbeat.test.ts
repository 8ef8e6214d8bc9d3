import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Heartbeat } from "./heartbeat.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Adds so many to a heartbeat, and gives back when each was looked at, and whether the process had stalled. */
function add(heartbeat: Heartbeat, count: number): { readonly at: number; readonly isLate: boolean }[][] {
  return Array.from({ length: count }, () => {
    const beats: { at: number; isLate: boolean }[] = [];
    heartbeat.add({ beat: (now, isLate) => void beats.push({ at: now, isLate }) });
    return beats;
  });
}

test("[PE4] a process that has stalled says so once to everybody, and blames no client for it", () => {
  const heartbeat = new Heartbeat(1000);
  const beating = add(heartbeat, 20);
  vi.advanceTimersByTime(2000);
  const steady = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => steady() + 3000);
  vi.advanceTimersByTime(2000);
  for (const beats of beating) expect(beats.map(({ isLate }) => isLate)).toEqual([false, false, true, false]);
});

test("[PE4] looks at everybody once in every interval, whenever they have come", () => {
  const heartbeat = new Heartbeat(1000);
  const beating = [...add(heartbeat, 30)];
  vi.advanceTimersByTime(350);
  beating.push(...add(heartbeat, 3000));
  vi.advanceTimersByTime(650);
  expect(beating.slice(0, 30).every((beats) => beats.length === 1)).toBe(true);
  vi.advanceTimersByTime(4000);
  const pauses = beating.map((beats) => beats.slice(1).map(({ at }, index) => at - (beats[index]?.at ?? 0)));
  expect(pauses.every((each) => each.length >= 3)).toBe(true);
  const longest = Math.max(...pauses.flat());
  expect([Math.min(...pauses.flat()), longest].map((pause) => Math.round(pause / 20) * 20)).toEqual([1000, 1000]);
});

test("[PE4] ten thousand who have come at once are not looked at in one turn, but over the whole interval", () => {
  const heartbeat = new Heartbeat(15_000);
  const beating = add(heartbeat, 10_000);
  vi.advanceTimersByTime(15_000);
  const inOneTurn = new Map<number, number>();
  for (const { at } of beating.flat()) inOneTurn.set(at, (inOneTurn.get(at) ?? 0) + 1);
  expect(beating.every((beats) => beats.length === 1)).toBe(true);
  expect(Math.max(...inOneTurn.values())).toBeLessThan(400);
});

test("[PE4] one turn has a bound, however many there are", () => {
  const heartbeat = new Heartbeat(100);
  const beating = add(heartbeat, 2000);
  vi.advanceTimersToNextTimer();
  expect(beating.filter((beats) => beats.length > 0)).toHaveLength(512);
  vi.advanceTimersByTime(10);
  expect(beating.filter((beats) => beats.length > 0)).toHaveLength(2000);
});

test("[PE4] without anybody to look at there is no timer", () => {
  const heartbeat = new Heartbeat(1000);
  const one = { beat: () => undefined };
  heartbeat.add(one);
  expect(vi.getTimerCount()).toBe(1);
  heartbeat.delete(one);
  expect(vi.getTimerCount()).toBe(0);
  heartbeat.delete(one);
  heartbeat.add(one);
  expect(vi.getTimerCount()).toBe(1);
});

test("[PE4] who ends at its beat, and is followed at once, has one timer still", () => {
  const heartbeat = new Heartbeat(1000);
  const last = { beat: () => undefined };
  const one = {
    beat: () => {
      heartbeat.delete(one);
      heartbeat.add(last);
    },
  };
  heartbeat.add(one);
  vi.advanceTimersByTime(1000);
  expect(vi.getTimerCount()).toBe(1);
  heartbeat.delete(last);
  expect(vi.getTimerCount()).toBe(0);
});
