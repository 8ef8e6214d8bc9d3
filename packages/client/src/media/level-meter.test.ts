import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeAudioContext } from "../fakes/fake-audio-context.ts";
import { FakeDeviceTrack } from "../fakes/fake-device-track.ts";
import { FakeMediaStream } from "../fakes/fake-media-stream.ts";
import { createLevelMeter, type LevelMeter } from "./level-meter.ts";

const page = new EventTarget();
const meters: LevelMeter[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  FakeAudioContext.made = [];
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.stubGlobal("MediaStream", FakeMediaStream);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
});
afterEach(() => {
  for (const meter of meters.splice(0)) meter.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function asStream(fake: unknown): MediaStream {
  return fake as MediaStream;
}

function asTrack(fake: unknown): MediaStreamTrack {
  return fake as MediaStreamTrack;
}

function theContext(): FakeAudioContext {
  const context = FakeAudioContext.made.at(-1);
  if (context === undefined) throw new Error("no context was made");
  return context;
}

function measure(source: FakeMediaStream | FakeDeviceTrack = new FakeDeviceTrack("audio", "mic", "mic")) {
  const meter = createLevelMeter("getAudioTracks" in source ? asStream(source) : asTrack(source), { intervalMs: 50 });
  meters.push(meter);
  const context = theContext();
  /** What it shows of a loudness, in dBFS, after one measurement. */
  const hear = (dbfs: number): number => {
    context.amplitude = 10 ** (dbfs / 20);
    vi.advanceTimersByTime(50);
    return meter.level;
  };
  return { meter, context, hear };
}

test.for([
  [-10, 1],
  [0, 1],
  [-35, 0.5],
  [-22.5, 0.75],
])("%d dBFS is %d at once", ([dbfs, level]) => {
  const { hear } = measure();
  expect(hear(dbfs ?? 0)).toBeCloseTo(level ?? 0, 5);
});

test.for([-60, -90, -Infinity])("%d dBFS is silence", (dbfs) => {
  const { hear } = measure();
  expect(hear(dbfs)).toBe(0);
});

test("falls to a third in 150 ms, and then says no more", () => {
  const { meter, hear } = measure();
  const levels: number[] = [];
  hear(0);
  meter.on("level", (level) => levels.push(level));
  for (let step = 0; step < 60; step += 1) hear(-Infinity);
  expect(levels[2]).toBeCloseTo(1 / Math.E, 2);
  expect(levels.at(-1)).toBe(0);
  expect(levels).toEqual([...levels].toSorted((a, b) => b - a));
  expect(levels.length).toBeLessThan(20);
});

test("tells each change, and silence not at all", () => {
  const { meter, hear } = measure();
  const levels: number[] = [];
  const stop = meter.on("level", (level) => levels.push(Math.round(level * 100)));
  for (const dbfs of [-Infinity, -35, -35, -10]) hear(dbfs);
  stop();
  hear(-35);
  expect(levels).toEqual([50, 100]);
});

test.for([
  ["muted by the page", { enabled: false }],
  ["muted by the system", { muted: true }],
  ["ended", { readyState: "ended" }],
] as const)("a track that is %s is silent, whatever is measured", ([, happens]) => {
  const track = new FakeDeviceTrack("audio");
  const { meter, hear } = measure(track);
  hear(0);
  Object.assign(track, happens);
  for (let step = 0; step < 60; step += 1) hear(0);
  expect(meter.level).toBe(0);
});

test("follows the audio track that a stream has at the moment", () => {
  const [first, second] = [new FakeDeviceTrack("audio", "a", "first"), new FakeDeviceTrack("audio", "b", "second")];
  const stream = new FakeMediaStream([new FakeDeviceTrack("video")]);
  const { meter, context, hear } = measure(stream);
  expect(hear(0)).toBe(0);
  expect(context.measured).toEqual([]);
  stream.addTrack(first);
  expect(hear(0)).toBe(1);
  expect(context.measured).toEqual(["first"]);
  stream.addTrack(second);
  stream.removeTrack(first);
  hear(0);
  expect(context.measured).toEqual(["second"]);
  stream.removeTrack(second);
  hear(0);
  expect(context.measured).toEqual([]);
  expect(meter.level).toBeLessThan(1);
});

test("a track that the browser cannot measure is silent, and tried once", () => {
  const { context, hear } = measure();
  context.failure = new DOMException("other sample rate", "NotSupportedError");
  expect(hear(0)).toBe(0);
  context.failure = null;
  expect(hear(0)).toBe(0);
});

test("all meters share one context, which is closed with the last of them", () => {
  const [a, b] = [measure().meter, measure().meter];
  expect(FakeAudioContext.made).toHaveLength(1);
  a.close();
  a.close();
  expect(FakeAudioContext.made[0]?.state).toBe("suspended");
  b.close();
  expect(FakeAudioContext.made[0]?.state).toBe("closed");
  measure().meter.close();
  expect(FakeAudioContext.made).toHaveLength(2);
});

test.for(["keydown", "mousedown", "pointerup", "touchend"])(
  "a context that the browser keeps silent is resumed at %s",
  (gesture) => {
    const { meter, context } = measure();
    const before = context.resumes;
    page.dispatchEvent(new Event(gesture));
    expect(context.resumes).toBe(before + 1);
    context.state = "running";
    page.dispatchEvent(new Event(gesture));
    meter.close();
    context.state = "suspended";
    page.dispatchEvent(new Event(gesture));
    expect(context.resumes).toBe(before + 1);
  },
);

test("measures at each frame of the page unless told a pace", () => {
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal("requestAnimationFrame", (step: FrameRequestCallback) => frames.push(step));
  const cancelled: number[] = [];
  vi.stubGlobal("cancelAnimationFrame", (frame: number) => cancelled.push(frame));
  const meter = createLevelMeter(asTrack(new FakeDeviceTrack("audio")));
  meters.push(meter);
  const context = theContext();
  context.amplitude = 1;
  frames.at(-1)?.(0);
  expect(meter.level).toBe(1);
  expect(frames).toHaveLength(2);
  meter.close();
  expect(cancelled).toEqual([2]);
});

test("a meter that is closed measures no more, also by its own listener", () => {
  const { meter, context, hear } = measure();
  meter.on("level", () => meter.close());
  hear(0);
  hear(-Infinity);
  expect(meter.level).toBe(1);
  expect(context.measured).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test.for([0, -1, Number.NaN])("a pace of %d is a typed error", (intervalMs) => {
  const track = asTrack(new FakeDeviceTrack("audio"));
  expect(() => createLevelMeter(track, { intervalMs })).toThrow(expect.objectContaining({ code: "bad_option" }));
  expect(FakeAudioContext.made).toEqual([]);
});

test("a browser that cannot measure is a typed error", () => {
  vi.stubGlobal("AudioContext", undefined);
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const track = asTrack(new FakeDeviceTrack("audio"));
  expect(() => createLevelMeter(track)).toThrow(expect.objectContaining({ name: "MediaError" }));
});

test("`using` closes it", () => {
  {
    using meter = measure().meter;
    expect(meter.level).toBe(0);
  }
  expect(FakeAudioContext.made[0]?.state).toBe("closed");
});
