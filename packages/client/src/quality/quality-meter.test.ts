import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { changed, chromiumReport, type FakeReport } from "../fakes/stats-reports.ts";
import { QualityMeter } from "./quality-meter.ts";
import type { LinkQuality } from "./quality.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** As much of an RTCPeerConnection as a meter looks at. Its counters grow with the time. */
class FakeMeasured extends EventTarget {
  connectionState: RTCPeerConnectionState = "new";
  asked = 0;
  answer: () => FakeReport | Promise<FakeReport> = () => chromiumReport(performance.now() / 1_000);
  readonly #transceivers: unknown[];

  constructor(...transceivers: unknown[]) {
    super();
    this.#transceivers = transceivers;
  }

  async getStats(): Promise<FakeReport> {
    this.asked += 1;
    return this.answer();
  }

  getTransceivers(): unknown[] {
    return this.#transceivers;
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}

const receiving = transceiver("sendrecv");

function transceiver(currentDirection: string | null, muted = false): unknown {
  return { currentDirection, receiver: { track: { muted } } };
}

function meterOf(fake: FakeMeasured, everyMs = 2_000) {
  const told: LinkQuality[] = [];
  const meter = new QualityMeter(fake as unknown as RTCPeerConnection, everyMs, (quality) => told.push(quality));
  return { meter, told };
}

/** A link that is connected, and has been measured once. */
async function connected(...transceivers: unknown[]) {
  const fake = new FakeMeasured(...transceivers);
  const { meter, told } = meterOf(fake);
  fake.become("connected");
  await vi.advanceTimersByTimeAsync(0);
  return { fake, meter, told };
}

const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const verdicts = (told: readonly LinkQuality[]) => told.map(({ verdict }) => verdict);

test("measures from when the link is connected, and tells every 2 seconds", async () => {
  const fake = new FakeMeasured(receiving);
  const { told } = meterOf(fake);
  fake.become("connecting");
  await later(60_000);
  expect(fake.asked).toBe(0);
  fake.become("connected");
  await later(1_999);
  expect([fake.asked, told.length]).toEqual([1, 0]);
  await later(1);
  expect(told).toMatchObject([{ verdict: "good", rttMs: 42, sendBitsPerSecond: 528_000 }]);
  await later(6_000);
  expect([fake.asked, told.length]).toEqual([5, 4]);
});

test("measures a link that is connected already", async () => {
  const fake = new FakeMeasured(receiving);
  fake.connectionState = "connected";
  const { told } = meterOf(fake, 500);
  await later(1_000);
  expect(verdicts(told)).toEqual(["good", "good"]);
});

test("measures where the browser does not know connection states", async () => {
  const fake = new FakeMeasured(receiving);
  Object.assign(fake, { connectionState: undefined });
  const { told } = meterOf(fake);
  await later(4_000);
  expect(verdicts(told)).toEqual(["good", "good"]);
});

test("starts once, however often the link comes back", async () => {
  const { fake, told } = await connected(receiving);
  for (const state of ["connecting", "connected", "connecting", "connected"] as const) fake.become(state);
  await later(2_000);
  expect([fake.asked, told.length]).toEqual([2, 1]);
});

test("does not overtake a slow answer", async () => {
  const { fake, told } = await connected(receiving);
  const { promise, resolve } = Promise.withResolvers<FakeReport>();
  fake.answer = () => promise;
  await later(60_000);
  expect(fake.asked).toBe(2);
  resolve(chromiumReport(70));
  await later(1_999);
  expect([fake.asked, told.length]).toEqual([2, 1]);
  await later(1);
  expect(fake.asked).toBe(3);
});

test.for([
  ["rejects", () => Promise.reject(new Error("no"))],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
  ["gives nonsense", () => undefined as unknown as FakeReport],
] as const)("skips a measurement when getStats %s", async ([, answer]) => {
  const { fake, told } = await connected(receiving);
  const good = fake.answer;
  fake.answer = answer;
  await later(4_000);
  expect([fake.asked, told.length]).toEqual([3, 0]);
  fake.answer = good;
  await later(2_000);
  expect(verdicts(told)).toEqual(["good"]);
});

test("survives a getStats that does not exist", async () => {
  const fake = new FakeMeasured(receiving);
  Object.assign(fake, { getStats: undefined });
  const { told } = meterOf(fake);
  fake.become("connected");
  await later(10_000);
  expect(told).toEqual([]);
});

test("tells at once when the link breaks down, with the last numbers", async () => {
  const { fake, told } = await connected(receiving);
  await later(2_500);
  fake.become("disconnected");
  expect(told.at(-1)).toEqual({ ...told[0], verdict: "lost", reasons: ["no_media"] });
  fake.become("failed");
  expect(verdicts(told)).toEqual(["good", "lost"]);
  await later(1_500);
  expect(verdicts(told)).toEqual(["good", "lost", "lost"]);
});

test("a link that comes back is good after two measurements", async () => {
  const { fake, told } = await connected(receiving);
  await later(2_000);
  fake.become("disconnected");
  fake.become("connected");
  await later(4_000);
  expect(verdicts(told)).toEqual(["good", "lost", "lost", "good"]);
});

test("a link that fails before it was ever connected is lost", async () => {
  const fake = new FakeMeasured();
  const { told } = meterOf(fake);
  fake.answer = () => new Map();
  fake.become("connecting");
  fake.become("failed");
  await later(2_000);
  expect(verdicts(told)).toEqual(["lost"]);
});

test.for([
  ["receives", [receiving], "lost"],
  ["only receives", [transceiver("recvonly")], "lost"],
  ["receives on one of several", [transceiver("inactive"), receiving], "lost"],
  ["only sends", [transceiver("sendonly")], "good"],
  ["was not negotiated yet", [transceiver(null)], "good"],
  ["receives what the browser knows to be muted", [transceiver("sendrecv", true)], "good"],
  ["has only data channels", [], "good"],
] as const)("silence on a link that %s", async ([, transceivers, verdict]) => {
  const { fake, told } = await connected(...transceivers);
  const frozen = chromiumReport(1);
  const silent = ["CP1", "IA", "IV"].reduce(
    (report, id) => changed(report, id, { ...frozen.get(id) }),
    chromiumReport(1),
  );
  fake.answer = () => silent;
  await later(12_000);
  expect(told.at(-1)?.verdict).toBe(verdict);
});

test("says nothing after close, not even the answer that was under way", async () => {
  const { fake, meter, told } = await connected(receiving);
  const { promise, resolve } = Promise.withResolvers<FakeReport>();
  fake.answer = () => promise;
  await later(2_000);
  meter.close();
  meter.close();
  resolve(chromiumReport(4));
  await later(0);
  fake.become("failed");
  expect([told.length, vi.getTimerCount()]).toEqual([0, 0]);
});

test("says nothing after close, not even that the link breaks down", async () => {
  const { fake, meter, told } = await connected(receiving);
  await later(2_000);
  meter.close();
  fake.become("failed");
  expect(verdicts(told)).toEqual(["good"]);
});

test("does not start once closed", async () => {
  const fake = new FakeMeasured(receiving);
  const { meter } = meterOf(fake);
  meter.close();
  fake.become("connected");
  await later(10_000);
  expect(fake.asked).toBe(0);
});

test("ends when its listener closes it", async () => {
  const fake = new FakeMeasured(receiving);
  fake.connectionState = "connected";
  const meter: QualityMeter = new QualityMeter(fake as unknown as RTCPeerConnection, 1_000, () => meter.close());
  await later(10_000);
  expect([fake.asked, vi.getTimerCount()]).toEqual([2, 0]);
});

test("a listener that throws is reported, and hears the next one", async () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const fake = new FakeMeasured(receiving);
  fake.connectionState = "connected";
  // oxlint-disable-next-line no-new -- it runs by itself
  new QualityMeter(fake as unknown as RTCPeerConnection, 1_000, () => {
    throw new Error("mine");
  });
  await later(2_000);
  expect(reported).toEqual([new Error("mine"), new Error("mine")]);
});
