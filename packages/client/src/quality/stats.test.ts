import { expect, test } from "vitest";

import { Growth, numberIn, statsAt, statsOf, wordIn } from "./stats.ts";

test("a counter has grown by what it is more than before", () => {
  const before = new Growth();
  expect(before.of({ id: "A", bytes: 100 }, "bytes")).toBe(null);
  const after = new Growth(before.counters);
  expect(after.of({ id: "A", bytes: 130 }, "bytes")).toBe(30);
  expect(after.of({ id: "A", bytes: 130 }, "bytes")).toBe(30);
});

test.for([
  ["of another object", { id: "B", ssrc: 1, bytes: 130 }, "bytes"],
  ["of another ssrc", { id: "A", ssrc: 2, bytes: 130 }, "bytes"],
  ["of another name", { id: "A", ssrc: 1, bits: 130 }, "bits"],
  ["that went backwards", { id: "A", ssrc: 1, bytes: 99 }, "bytes"],
  ["that is gone", { id: "A", ssrc: 1 }, "bytes"],
] as const)("a counter %s tells nothing", ([, stats, field]) => {
  const before = new Growth();
  before.of({ id: "A", ssrc: 1, bytes: 100 }, "bytes");
  expect(new Growth(before.counters).of(stats, field)).toBe(null);
});

test("a counter that is missing from one report tells nothing in the next", () => {
  const first = new Growth();
  first.of({ id: "A", bytes: 100 }, "bytes");
  const second = new Growth(first.counters);
  second.of({ id: "A" }, "bytes");
  expect(new Growth(second.counters).of({ id: "A", bytes: 900 }, "bytes")).toBe(null);
});

test("a sum leaves out what tells nothing; what is recent of a new one is all of it", () => {
  const before = new Growth();
  before.of({ id: "A", bytes: 100 }, "bytes");
  const after = new Growth(before.counters);
  const all = [{ id: "A", bytes: 130 }, { id: "B", bytes: 70 }, { id: "C" }];
  expect(after.sum(all, "bytes")).toBe(30);
  expect(all.map((stats) => after.recent(stats, "bytes"))).toEqual([30, 70, 0]);
});

test("fields are read only where they are what they should be", () => {
  const stats = { number: 0.5, zero: 0, below: -1, text: "7", word: "udp", other: "quic" };
  expect(["number", "zero", "below", "text", "none"].map((field) => numberIn(stats, field))).toEqual([
    0.5,
    0,
    null,
    null,
    null,
  ]);
  expect(["word", "other", "number", "none"].map((field) => wordIn(stats, field, ["tcp", "udp"]))).toEqual([
    "udp",
    null,
    null,
    null,
  ]);
  expect([numberIn(null, "number"), wordIn(null, "word", ["udp"])]).toEqual([null, null]);
});

test("objects are found by type and by reference", () => {
  const [codec, stream] = [
    { id: "C", type: "codec" },
    { id: "S", type: "stream", codecId: "C", loose: "X", odd: 7 },
  ];
  const report = new Map<string, unknown>([
    ["C", codec],
    ["S", stream],
    ["N", null],
    ["T", "codec"],
  ]);
  expect(statsOf(report, "codec")).toEqual([codec]);
  expect(["codecId", "loose", "odd", "none"].map((field) => statsAt(report, stream, field))).toEqual([
    codec,
    null,
    null,
    null,
  ]);
  expect(statsAt(report, null, "codecId")).toBe(null);
});
