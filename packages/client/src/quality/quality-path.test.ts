import { expect, test } from "vitest";

import { changed, chromiumReport, firefoxReport, without, type FakeReport } from "../fakes/stats-reports.ts";
import { readPath, selectedPair } from "./quality-path.ts";
import { Growth } from "./stats.ts";

/** The id of the pair that is selected in the second report. */
function selectedAfter(first: FakeReport, second: FakeReport): unknown {
  const before = new Growth();
  selectedPair(first, before);
  return selectedPair(second, new Growth(before.counters))?.["id"];
}

function pathOf(report: FakeReport) {
  return readPath(report, report.get("CP1") ?? null);
}

test.for([
  ["relay", "udp", "host", { kind: "relay", protocol: "udp" }],
  ["relay", "tcp", "srflx", { kind: "relay", protocol: "tcp" }],
  ["relay", "tls", "relay", { kind: "relay", protocol: "tls" }],
  ["relay", undefined, "host", { kind: "relay", protocol: null }],
  ["prflx", undefined, "relay", { kind: "relay", protocol: "udp" }],
  ["srflx", undefined, "prflx", { kind: "direct", protocol: "udp" }],
  ["host", undefined, undefined, { kind: "unknown", protocol: "udp" }],
  ["serverreflexive", undefined, "host", { kind: "unknown", protocol: "udp" }],
] as const)("from %s (over %s) to %s", ([localType, relayProtocol, remoteType, path]) => {
  const local = changed(chromiumReport(12), "IL1", { candidateType: localType, relayProtocol });
  expect(pathOf(changed(local, "IR1", { candidateType: remoteType }))).toMatchObject(path);
});

test("a direct connection over TCP says so", () => {
  const over = (protocol: string) => pathOf(changed(chromiumReport(12), "IL1", { protocol }));
  expect(over("tcp")).toEqual({ kind: "direct", protocol: "tcp", localType: "host", remoteType: "srflx" });
  expect(over("carrier pigeon")).toMatchObject({ kind: "direct", protocol: null });
});

/** A pair of before an ICE restart, which still calls itself nominated. Most comes over it all the same. */
function withOldPair(report: FakeReport, seconds: number): FakeReport {
  const old = { id: "X", type: "candidate-pair", state: "succeeded", nominated: true };
  return new Map([["X", { ...old, bytesReceived: 9e9 * seconds }], ...report]);
}

test("the pair that the transport names is it, whatever the others say", () => {
  const named = (seconds: number) => changed(withOldPair(chromiumReport(seconds), seconds), "X", { selected: true });
  expect(selectedAfter(named(10), named(12))).toBe("CP1");
});

test("without a transport, the pair that calls itself selected is it", () => {
  const old = (seconds: number) => withOldPair(without(firefoxReport(seconds), "5ab0df82"), seconds);
  expect(selectedAfter(old(10), old(12))).toBe("2ad504d2");
});

test("with no word of which pair is selected, it is the nominated one over which most has come lately", () => {
  const old = (seconds: number) => {
    const pair = { type: "candidate-pair", state: "succeeded", nominated: true };
    const before = { ...pair, id: "X", bytesReceived: 9e9 };
    const never = { ...pair, id: "Y", bytesReceived: 5e9 * seconds, nominated: false };
    const failed = { ...pair, id: "Z", bytesReceived: 5e9 * seconds, state: "failed" };
    const report = changed(without(firefoxReport(seconds), "5ab0df82"), "2ad504d2", { selected: undefined });
    return new Map([["X", before], ["Y", never], ["Z", failed], ...report]);
  };
  expect(selectedAfter(old(10), old(12))).toBe("2ad504d2");
});

test("of a transport that names a pair that is not there, nothing is believed", () => {
  const dangling = (seconds: number) =>
    changed(firefoxReport(seconds), "5ab0df82", { selectedCandidatePairId: "gone" });
  expect(selectedAfter(dangling(10), dangling(12))).toBe("2ad504d2");
});
