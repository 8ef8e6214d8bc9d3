import type { LinkQuality } from "@parlor/client";
import { expect, test } from "vitest";

import { barsOf, explain, factsOf } from "./quality-words.ts";

const GOOD: LinkQuality = {
  verdict: "good",
  reasons: [],
  rttMs: 34.4,
  loss: 0.0123,
  jitterMs: 3.6,
  sendBitsPerSecond: 1_840_000,
  receiveBitsPerSecond: 950_000,
  availableBitsPerSecond: null,
  path: { kind: "direct", protocol: "udp", localType: "host", remoteType: "host" },
  video: {
    sent: { codec: "VP8", width: 1280, height: 720, framesPerSecond: 29.6, limitedBy: "cpu" },
    received: { codec: "VP8", width: 640, height: 360, framesPerSecond: null, limitedBy: null },
  },
  audioCodec: "opus",
};

test("a good connection has three bars, a lost one none, and one with many faults fewer than one with one", () => {
  expect(barsOf(GOOD).count).toBe(3);
  expect(barsOf({ ...GOOD, verdict: "lost", reasons: ["no_media"] }).count).toBe(0);
  expect(barsOf({ ...GOOD, verdict: "poor", reasons: ["high_rtt"] }).count).toBe(2);
  expect(barsOf({ ...GOOD, verdict: "poor", reasons: ["high_rtt", "high_loss"] }).count).toBe(1);
  expect(barsOf(null)).toEqual({ count: "unknown", words: "not known yet" });
});

test("what is wrong is said in whole sentences", () => {
  expect(explain({ ...GOOD, verdict: "poor", reasons: ["high_jitter"] })).toBe(
    "Packets arrive unevenly, so the voice may stutter.",
  );
});

test("the facts are numbers with units", () => {
  expect(Object.fromEntries(factsOf(GOOD))).toEqual({
    "There and back": "34 ms",
    "Lost packets": "1.2 %",
    Unevenness: "4 ms",
    Sending: "1.8 Mbit/s",
    Receiving: "950 kbit/s",
    Way: "direct, UDP",
    "Picture in": "640 × 360, VP8",
    "Picture out": "1280 × 720, 30/s, VP8, held back by the processor",
    Sound: "opus",
  });
});

test("what the browser does not say is left out", () => {
  const silent = {
    ...GOOD,
    rttMs: null,
    loss: null,
    jitterMs: null,
    audioCodec: null,
    video: { sent: null, received: null },
  };
  expect(factsOf(silent).map(([fact]) => fact)).toEqual(["Sending", "Receiving", "Way"]);
});
