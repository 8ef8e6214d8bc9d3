import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { audioLevelOf } from "./audio-level.ts";

const TODAY = Date.UTC(2026, 0, 1);

beforeEach(() => {
  vi.useFakeTimers({ now: TODAY });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Source {
  readonly timestamp: number;
  readonly audioLevel?: number;
}

const audio = (...sources: Source[]) => receiver("audio", sources);

function receiver(kind: string, sources: readonly Source[]) {
  return { track: { kind }, getSynchronizationSources: () => sources };
}

function levelOf(...receivers: unknown[]): number {
  return audioLevelOf({ getReceivers: () => receivers } as unknown as RTCPeerConnection);
}

test("is that of the loudest source of all audio", () => {
  const now = { timestamp: TODAY - 20 };
  const receivers = [
    audio({ ...now, audioLevel: 0.1 }, { ...now, audioLevel: 0.4 }),
    audio({ ...now, audioLevel: 0.3 }),
  ];
  expect(levelOf(...receivers)).toBe(0.4);
});

test("is 0 with nobody there, with nothing heard, and in silence", () => {
  expect(levelOf()).toBe(0);
  expect(levelOf(audio())).toBe(0);
  expect(levelOf(audio({ timestamp: TODAY, audioLevel: 0 }))).toBe(0);
});

test("is 0 where the browser does not say", () => {
  expect(levelOf(audio({ timestamp: TODAY }))).toBe(0);
  expect(levelOf({ track: { kind: "audio" } })).toBe(0);
});

test("does not look at video", () => {
  expect(levelOf(receiver("video", [{ timestamp: TODAY, audioLevel: 0.5 }]))).toBe(0);
});

test("what was heard a second ago is over", () => {
  const levelAfter = (ms: number): number => levelOf(audio({ timestamp: TODAY - ms, audioLevel: 0.5 }));
  expect([0, 999, 1_000, 60_000].map(levelAfter)).toEqual([0.5, 0.5, 0, 0]);
});

test.for([
  ["the time of day", () => Date.now()],
  ["the page's own clock since 1970", () => performance.timeOrigin + performance.now()],
  ["the page's own clock", () => performance.now()],
] as const)("takes timestamps of %s", ([, clock]) => {
  vi.advanceTimersByTime(5_000);
  // the clocks of a page that has slept do not agree
  vi.setSystemTime(TODAY + 3_600_000);
  const source = { timestamp: clock() - 20, audioLevel: 0.5 };
  expect(levelOf(audio(source))).toBe(0.5);
  vi.advanceTimersByTime(1_000);
  expect(levelOf(audio(source))).toBe(0);
});

test("is never more than 1", () => {
  expect(levelOf(audio({ timestamp: TODAY, audioLevel: 7 }))).toBe(1);
});
