import { expect, test } from "vitest";

import { changed, chromiumReport, without, type FakeReport } from "../fakes/stats-reports.ts";
import { readQuality, type QualityMoment, type QualitySample } from "./quality-sample.ts";

/** One link, measured every 2 seconds unless told otherwise. */
class Measured {
  #atMs = 50_000;
  #seconds = 10;
  #last: QualitySample | null = null;

  /** Measures a call that goes on, its report changed; says the verdict. */
  go(
    fields: Readonly<Record<string, unknown>> = {},
    moment: Partial<QualityMoment> & { afterMs?: number } = {},
  ): string {
    this.#seconds += 2;
    return this.measure(changed(chromiumReport(this.#seconds), "CP1", fields), moment);
  }

  measure(
    report: FakeReport,
    { afterMs = 2_000, ...moment }: Partial<QualityMoment> & { afterMs?: number } = {},
  ): string {
    this.#atMs += afterMs;
    const now = { atMs: this.#atMs, state: "connected", expectsMedia: true, ...moment } as const;
    this.#last = readQuality(report, now, this.#last);
    const { quality } = this.#last;
    return quality === null ? "nothing" : [quality.verdict, ...quality.reasons].join(" ");
  }

  get last(): QualitySample | null {
    return this.#last;
  }
}

const SLOW = { currentRoundTripTime: 0.4 };
const COUNTED = ["bytesReceived", "packetsReceived"];

/** A report in which nothing has come in since the call was 12 seconds old, but for what `still` says. */
function quiet(still: Readonly<Record<string, unknown>> = {}): FakeReport {
  const before = chromiumReport(12);
  let report = chromiumReport(40);
  for (const id of ["CP1", "IA", "IV"]) {
    const frozen = COUNTED.map((field) => [field, before.get(id)?.[field]] as const);
    report = changed(report, id, Object.fromEntries(frozen));
  }
  return changed(report, "CP1", still);
}

test("the first measurement says nothing: most of it is a difference", () => {
  const link = new Measured();
  expect(link.go(SLOW)).toBe("nothing");
  expect(link.go()).toBe("good");
});

test("the first verdict is believed at once", () => {
  const link = new Measured();
  link.go();
  expect(link.go(SLOW)).toBe("poor high_rtt");
});

test("a good link is poor when two measurements in a row say so", () => {
  const link = new Measured();
  expect([{}, {}, SLOW, {}, SLOW, SLOW].map((fields) => link.go(fields))).toEqual([
    "nothing",
    "good",
    "good",
    "good",
    "good",
    "poor high_rtt",
  ]);
});

test("the numbers do not wait for the verdict", () => {
  const link = new Measured();
  link.go();
  link.go();
  expect(link.go(SLOW)).toBe("good");
  expect(link.last).toMatchObject({ measured: "poor", quality: { verdict: "good", reasons: [], rttMs: 400 } });
});

test("a poor link keeps its reasons until two measurements in a row are good", () => {
  const link = new Measured();
  link.go();
  expect([SLOW, {}, SLOW, {}, {}].map((fields) => link.go(fields))).toEqual([
    "poor high_rtt",
    "poor high_rtt",
    "poor high_rtt",
    "poor high_rtt",
    "good",
  ]);
});

test("a link that stays poor tells the newest reasons", () => {
  const link = new Measured();
  link.go();
  link.go(SLOW);
  expect(link.go({ availableOutgoingBitrate: 50_000 })).toBe("poor low_bitrate");
});

test.for(["disconnected", "failed", "closed"] as const)("a link that is %s is lost at once", (state) => {
  const link = new Measured();
  link.go();
  link.go();
  expect(link.go({}, { state })).toBe("lost no_media");
});

test("a lost link is back when two measurements in a row say so, even if they disagree on how well", () => {
  const link = new Measured();
  link.go();
  link.go({}, { state: "failed" });
  expect([{}, SLOW].map((fields) => link.go(fields))).toEqual(["lost no_media", "poor high_rtt"]);
  link.go({}, { state: "failed" });
  expect([SLOW, {}].map((fields) => link.go(fields))).toEqual(["lost no_media", "good"]);
});

test("a lost link that is being restarted stays lost, a good one stays good", () => {
  const link = new Measured();
  link.go();
  link.go();
  const state = "connecting";
  expect([link.go({}, { state }), link.go({}, { state })]).toEqual(["good", "good"]);
  link.go({}, { state: "disconnected" });
  expect([1, 2, 3].map(() => link.go({}, { state }))).toEqual(["lost no_media", "lost no_media", "lost no_media"]);
});

test("a link is lost when nothing at all has come in for 5 seconds", () => {
  const link = new Measured();
  link.go();
  expect([1, 2, 3].map(() => link.measure(quiet()))).toEqual(["good", "good", "lost no_media"]);
});

test("one packet starts the silence anew", () => {
  const link = new Measured();
  link.go();
  const bytes = Number(quiet().get("IA")?.["bytesReceived"]);
  const verdicts = [0, 0, 1, 1, 1].map((more) => link.measure(changed(quiet(), "IA", { bytesReceived: bytes + more })));
  expect(verdicts).toEqual(["good", "good", "good", "good", "good"]);
  expect(link.last).toMatchObject({ measured: "good", silentMs: 4_000, mediaSilentMs: 4_000 });
});

test("silence is fine while the other side has nothing to send", () => {
  const link = new Measured();
  link.go();
  const expectsMedia = false;
  expect([1, 2, 3, 4, 5].map(() => link.measure(quiet(), { expectsMedia }))).toEqual(Array(5).fill("good"));
  expect([1, 2, 3].map(() => link.measure(quiet()))).toEqual(["good", "good", "lost no_media"]);
});

test("with media missing but something coming in, the link is poor", () => {
  const link = new Measured();
  link.go();
  const bytes = Number(quiet().get("CP1")?.["bytesReceived"]);
  const verdicts = [1, 2, 3, 4].map((more) => link.measure(quiet({ bytesReceived: bytes + more })));
  expect(verdicts).toEqual(["good", "good", "good", "poor no_media"]);
});

test("a page that was frozen has heard nothing, and does not call the link lost for it", () => {
  const link = new Measured();
  link.go();
  link.go();
  expect(link.measure(chromiumReport(14), { afterMs: 3_600_000 })).toBe("good");
  expect(link.go()).toBe("good");
});

test("at a slow pace, the second measurement of silence finds the link lost", () => {
  const link = new Measured();
  link.go();
  expect([1, 2].map(() => link.measure(quiet(), { afterMs: 30_000 }))).toEqual(["good", "lost no_media"]);
});

test("bytes of which the browser tells only for the streams break the silence too", () => {
  const link = new Measured();
  const streamsOnly = (seconds: number) => without(chromiumReport(seconds), "CP1");
  const verdicts = [10, 12, 14, 16, 18].map((seconds) => link.measure(streamsOnly(seconds)));
  expect(verdicts).toEqual(["nothing", "good", "good", "good", "good"]);
});

test("rates are over the time that has really passed", () => {
  const link = new Measured();
  link.go();
  link.go({}, { afterMs: 4_000 });
  expect(link.last?.quality).toMatchObject({ sendBitsPerSecond: 264_000, receiveBitsPerSecond: 504_000 });
});

test("does not touch the sample before", () => {
  const before = readQuality(chromiumReport(10), { atMs: 0, state: "connected", expectsMedia: true }, null);
  const copy = structuredClone(before);
  readQuality(chromiumReport(12), { atMs: 2_000, state: "connected", expectsMedia: true }, before);
  expect(before).toEqual(copy);
});
