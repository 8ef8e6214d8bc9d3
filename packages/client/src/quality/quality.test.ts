import { expect, test } from "vitest";

import { findFaults } from "./quality.ts";

const video = { codec: "VP8", width: 640, height: 480, framesPerSecond: 30, limitedBy: null } as const;
const direct = { kind: "direct", protocol: "udp", localType: "host", remoteType: "host" } as const;

const good = {
  rttMs: 300,
  loss: 0.05,
  jitterMs: 50,
  availableBitsPerSecond: 100_000,
  path: direct,
  video: { sent: video, received: video },
};

test("a link right at the limits is good", () => {
  expect(findFaults(good, { noMedia: false })).toEqual([]);
});

test("a link of which nothing is known is good", () => {
  const unknown = { rttMs: null, loss: null, jitterMs: null, availableBitsPerSecond: null };
  expect(findFaults({ ...good, ...unknown }, { noMedia: false })).toEqual([]);
});

test.for([
  ["high_rtt", { rttMs: 301 }],
  ["high_loss", { loss: 0.0501 }],
  ["high_jitter", { jitterMs: 51 }],
  ["low_bitrate", { availableBitsPerSecond: 99_999 }],
] as const)("%s is just beyond its limit", ([reason, fields]) => {
  expect(findFaults({ ...good, ...fields }, { noMedia: false })).toEqual([reason]);
});

test("several things may be wrong at once", () => {
  const bad = { ...good, rttMs: 2_000, loss: 0.5, jitterMs: 400, availableBitsPerSecond: 0 };
  expect(findFaults(bad, { noMedia: true })).toEqual([
    "high_rtt",
    "high_loss",
    "high_jitter",
    "low_bitrate",
    "no_media",
  ]);
});

test("little room is no fault while no video is sent", () => {
  const talking = { ...good, availableBitsPerSecond: 40_000, video: { sent: null, received: video } };
  expect(findFaults(talking, { noMedia: false })).toEqual([]);
});

test.for([
  ["relay", "tcp", true],
  ["relay", "tls", true],
  ["relay", "udp", false],
  ["relay", null, false],
  ["direct", "tcp", false],
] as const)("a %s path over %s is a likely cause: %s", ([kind, protocol, cause]) => {
  const path = { ...direct, kind, protocol };
  expect(findFaults({ ...good, path, rttMs: 400 }, { noMedia: false })).toEqual(
    cause ? ["high_rtt", "relayed_over_tcp"] : ["high_rtt"],
  );
  expect(findFaults({ ...good, path }, { noMedia: false })).toEqual([]);
});
