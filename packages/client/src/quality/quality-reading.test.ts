import { expect, test } from "vitest";

import { changed, chromiumReport, firefoxReport, without, type FakeReport } from "../fakes/stats-reports.ts";
import { readReport } from "./quality-reading.ts";
import { Growth } from "./stats.ts";

/** What the second of two reports says, 2 seconds after the first. */
function readAfter(first: ReadonlyMap<string, unknown>, second: ReadonlyMap<string, unknown>) {
  const before = new Growth();
  readReport(first, before, 0);
  return readReport(second, new Growth(before.counters), 2_000);
}

const numbersOf = (first: FakeReport, second: FakeReport) => readAfter(first, second).numbers;

/** A call in Chromium, its later report changed. */
const inChromium = (id: string, fields: Readonly<Record<string, unknown>>) =>
  numbersOf(chromiumReport(10), changed(chromiumReport(12), id, fields));

test("reads a call in Chromium", () => {
  expect(readAfter(chromiumReport(10), chromiumReport(12))).toEqual({
    numbers: {
      rttMs: 42,
      loss: 0,
      jitterMs: 6,
      sendBitsPerSecond: 528_000,
      receiveBitsPerSecond: 1_008_000,
      availableBitsPerSecond: 2_839_555,
      path: { kind: "direct", protocol: "udp", localType: "host", remoteType: "srflx" },
      video: {
        sent: { codec: "VP9", width: 640, height: 480, framesPerSecond: 20, limitedBy: "bandwidth" },
        received: { codec: "VP8", width: 1_280, height: 720, framesPerSecond: 30, limitedBy: null },
      },
      audioCodec: "opus",
    },
    receivedBytes: 252_000,
    receivedMediaBytes: 248_000,
  });
});

test("reads a call in Firefox", () => {
  expect(numbersOf(firefoxReport(10), firefoxReport(12))).toEqual({
    rttMs: 42,
    loss: 0,
    jitterMs: 6,
    sendBitsPerSecond: 528_000,
    receiveBitsPerSecond: 1_008_000,
    availableBitsPerSecond: null,
    path: { kind: "direct", protocol: "udp", localType: "host", remoteType: "prflx" },
    video: {
      sent: { codec: "VP8", width: 640, height: 480, framesPerSecond: 20, limitedBy: null },
      received: { codec: "VP8", width: 1_280, height: 720, framesPerSecond: 32, limitedBy: null },
    },
    audioCodec: "opus",
  });
});

test("knows no rates and no loss from one report alone", () => {
  const { numbers, receivedBytes } = readReport(chromiumReport(10), new Growth(), 0);
  expect(numbers).toMatchObject({ rttMs: 42, loss: null, sendBitsPerSecond: 0, receiveBitsPerSecond: 0 });
  expect(numbers.video.received).toMatchObject({ width: 1_280 });
  expect(receivedBytes).toBe(0);
});

// --- loss ---

test("loss of what comes in is that of the last interval", () => {
  const before = changed(chromiumReport(10), "IV", { packetsLost: 500 });
  const after = changed(chromiumReport(12), "IV", { packetsLost: 530, packetsReceived: 1_170 });
  // 100 of audio and 170 of video came, 30 did not
  expect(numbersOf(before, after).loss).toBe(0.1);
});

test("loss of what goes out is what the other side reports, by the packets of each stream", () => {
  const before = chromiumReport(10);
  const after = changed(changed(chromiumReport(12), "RIV", { fractionLost: 0.3 }), "RIA", { fractionLost: 0 });
  // a third of the packets are audio
  expect(numbersOf(before, after).loss).toBeCloseTo(0.2);
});

test("loss is that of the worse direction", () => {
  const out = changed(chromiumReport(12), "RIV", { fractionLost: 0.3 });
  const both = changed(out, "IV", { packetsLost: 100, packetsReceived: 1_100 });
  expect(numbersOf(chromiumReport(10), both).loss).toBeCloseTo(1 / 3);
  expect(numbersOf(chromiumReport(10), out).loss).toBeCloseTo(0.2);
});

test("loss is not known from fewer than ten packets", () => {
  const few = (packets: number, lost: number) => {
    const idle = { bytesSent: 0, packetsSent: 0 };
    let report = without(chromiumReport(10), "IV", "OV", "RIV", "RIA");
    report = changed(report, "OA", idle);
    return changed(report, "IA", { packetsReceived: packets, packetsLost: lost, bytesReceived: packets * 80 });
  };
  expect(numbersOf(few(0, 0), few(8, 1)).loss).toBe(null);
  expect(numbersOf(few(0, 0), few(9, 1)).loss).toBe(0.1);
});

test("packets that arrive late after all lower the count of the lost, which is no loss", () => {
  const before = changed(chromiumReport(10), "IV", { packetsLost: 9 });
  const after = changed(chromiumReport(12), "IV", { packetsLost: 4 });
  expect(numbersOf(before, after).loss).toBe(0);
  const negative = changed(chromiumReport(12), "IV", { packetsLost: -2 });
  expect(numbersOf(before, negative).loss).toBe(0);
});

test("the last report about a stream that has ended counts no more", () => {
  const stale = { fractionLost: 0.9, jitter: 0.5, roundTripTime: 9 };
  const ended = (seconds: number) => {
    const report = changed(chromiumReport(seconds), "RIA", stale);
    return changed(changed(report, "OA", { packetsSent: 400, bytesSent: 17_676 }), "CP1", {
      currentRoundTripTime: undefined,
    });
  };
  expect(numbersOf(ended(10), ended(12))).toMatchObject({ loss: 0, jitterMs: 4, rttMs: 55 });
});

test.for([2, Infinity, NaN, -1, "0.5", null])("a fractionLost of %s does no harm", (fractionLost) => {
  const { loss } = inChromium("RIV", { fractionLost });
  expect(loss).toBeCloseTo(fractionLost === 2 ? 2 / 3 : 0);
});

// --- delay ---

test("without a round-trip time of the pair, the longest that the other side's reports tell is it", () => {
  expect(inChromium("CP1", { currentRoundTripTime: undefined }).rttMs).toBe(55);
});

test("jitter is that of audio, in the worse direction: video comes in bursts by its nature", () => {
  expect(inChromium("IA", { jitter: 0.0334 }).jitterMs).toBe(33);
  expect(inChromium("RIA", { jitter: 0.0334 }).jitterMs).toBe(33);
  expect(inChromium("IV", { jitter: 0.4 }).jitterMs).toBe(6);
  const silent = (seconds: number) => without(chromiumReport(seconds), "IA", "OA", "RIA");
  expect(numbersOf(silent(10), silent(12)).jitterMs).toBe(null);
});

// --- counters that start anew ---

test("an ICE restart: the new pair is the one that counts, and its counters do not make a jump", () => {
  const restarted = (seconds: number) => {
    const old = changed(chromiumReport(seconds), "CP1", { bytesReceived: 669_131, bytesSent: 439_652 });
    const pair = { ...old.get("CP1"), id: "CP2", currentRoundTripTime: 0.2, localCandidateId: "IL2" };
    const named = changed(old, "T01", { selectedCandidatePairId: "CP2" });
    const relay = { id: "IL2", type: "local-candidate", candidateType: "relay", protocol: "udp", relayProtocol: "tls" };
    const bytes = { bytesReceived: 126_000 * (seconds - 11), bytesSent: 66_000 * (seconds - 11) };
    return changed(changed(named, "CP2", { ...pair, ...bytes }), "IL2", relay);
  };
  const first = numbersOf(changed(chromiumReport(10), "CP1", { bytesReceived: 669_131 }), restarted(12));
  // what the streams have counted, as the pair has nothing to compare with yet
  expect(first).toMatchObject({ rttMs: 200, sendBitsPerSecond: 512_000, receiveBitsPerSecond: 992_000 });
  expect(first.path).toMatchObject({ kind: "relay", protocol: "tls" });
  expect(numbersOf(restarted(12), restarted(14))).toMatchObject({ receiveBitsPerSecond: 1_008_000 });
});

test("counters that go backwards, as after a replaced sender, tell nothing for one interval", () => {
  const before = changed(chromiumReport(10), "CP1", { bytesSent: undefined });
  const after = changed(changed(chromiumReport(12), "OV", { bytesSent: 5, packetsSent: 1 }), "CP1", {
    bytesSent: undefined,
  });
  // what remains is the audio
  expect(numbersOf(before, after)).toMatchObject({ sendBitsPerSecond: 32_000, loss: 0 });
});

test("a stream of another ssrc is another stream, even under the same id", () => {
  const before = changed(chromiumReport(10), "CP1", { bytesReceived: undefined });
  const after = changed(changed(chromiumReport(12), "IV", { ssrc: 99, packetsLost: 7_000 }), "CP1", {
    bytesReceived: undefined,
  });
  expect(numbersOf(before, after)).toMatchObject({ receiveBitsPerSecond: 32_000, loss: 0 });
});

test("without any pair, nothing is known of the path", () => {
  const bare = (seconds: number) => without(firefoxReport(seconds), "5ab0df82", "2ad504d2");
  const numbers = numbersOf(bare(10), bare(12));
  expect(numbers.path).toEqual({ kind: "unknown", protocol: null, localType: null, remoteType: null });
  expect(numbers).toMatchObject({ rttMs: 51, sendBitsPerSecond: 512_000, receiveBitsPerSecond: 992_000 });
});

// --- what is being sent and received ---

test("of several videos it is the largest, and only of those that move", () => {
  const screen = (seconds: number, moving: boolean) => {
    const bytesReceived = moving ? 9_000 * seconds : 9_000;
    const stats = {
      type: "inbound-rtp",
      kind: "video",
      ssrc: 13,
      frameWidth: 1_920,
      frameHeight: 1_080,
      bytesReceived,
    };
    return changed(chromiumReport(seconds), "IS", { ...stats, id: "IS" });
  };
  expect(numbersOf(screen(10, true), screen(12, true)).video.received).toMatchObject({ width: 1_920, codec: null });
  expect(numbersOf(screen(10, false), screen(12, false)).video.received).toMatchObject({ width: 1_280, codec: "VP8" });
});

test("a camera that was turned off is no video any more", () => {
  const off = (seconds: number) => {
    const frozen = changed(chromiumReport(seconds), "OV", { bytesSent: 373_366, packetsSent: 431 });
    return changed(frozen, "IV", { bytesReceived: 480_327, packetsReceived: 513 });
  };
  expect(numbersOf(off(10), off(12))).toMatchObject({ video: { sent: null, received: null }, audioCodec: "opus" });
});

test("before its first frame a video has no size", () => {
  expect(inChromium("IV", { frameWidth: 0, frameHeight: 0 }).video.received).toMatchObject({
    width: null,
    height: null,
  });
});

test("the audio codec is that of what goes out where nothing comes in, and null where nothing is known", () => {
  const sending = (seconds: number) => without(chromiumReport(seconds), "IA");
  expect(numbersOf(sending(10), sending(12)).audioCodec).toBe("opus");
  expect(inChromium("CIT01_111", { mimeType: 7 }).audioCodec).toBe(null);
});

// --- nonsense ---

test("survives a report without any field but id and type", () => {
  const bare = (seconds: number) => new Map([...chromiumReport(seconds)].map(([id, { type }]) => [id, { id, type }]));
  expect(readAfter(bare(10), bare(12)).numbers).toEqual({
    rttMs: null,
    loss: null,
    jitterMs: null,
    sendBitsPerSecond: 0,
    receiveBitsPerSecond: 0,
    availableBitsPerSecond: null,
    path: { kind: "unknown", protocol: null, localType: null, remoteType: null },
    video: { sent: null, received: null },
    audioCodec: null,
  });
});

test.for([null, "a", -1, NaN, Infinity, {}, [], 10n, Symbol("s")])("survives a report full of %o", (value) => {
  const full = (report: FakeReport): Map<string, unknown> =>
    new Map([
      ...[...report].map(([id, stats]) => {
        const names = Object.keys(stats).filter((name) => name !== "type");
        return [id, { type: stats["type"], ...Object.fromEntries(names.map((name) => [name, value])) }] as const;
      }),
      ["no object", value],
    ]);
  expect(readAfter(full(chromiumReport(10)), full(chromiumReport(12))).numbers).toMatchObject({
    loss: null,
    rttMs: null,
  });
  expect(readAfter(full(firefoxReport(10)), full(firefoxReport(12))).numbers).toMatchObject({ jitterMs: null });
});

test("two reports of the same moment give no rates", () => {
  const before = new Growth();
  readReport(chromiumReport(10), before, 0);
  const { numbers } = readReport(chromiumReport(12), new Growth(before.counters), 0);
  expect(numbers).toMatchObject({ sendBitsPerSecond: 0, receiveBitsPerSecond: 0 });
});
