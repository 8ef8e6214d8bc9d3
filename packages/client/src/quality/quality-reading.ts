import { readPath, selectedPair } from "./quality-path.ts";
import type { LinkQuality, VideoQuality } from "./quality.ts";
import { largest, numberIn, statsAt, statsOf, wordIn, type Growth, type Stats, type StatsReport } from "./stats.ts";

/** Of fewer packets, a share that was lost means nothing. */
const FEWEST_PACKETS = 10;

/** What one report says, without a judgement. */
export interface QualityReading {
  readonly numbers: Omit<LinkQuality, "verdict" | "reasons">;
  /** Bytes that have come in since the report before, and how many of them were audio and video. */
  readonly receivedBytes: number;
  readonly receivedMediaBytes: number;
}

/** Reads one report; `growth` compares it with the one before, which is `elapsedMs` older. Never throws. */
export function readReport(report: StatsReport, growth: Growth, elapsedMs: number): QualityReading {
  const pairs = statsOf(report, "candidate-pair");
  const inbound = statsOf(report, "inbound-rtp");
  const outbound = statsOf(report, "outbound-rtp");
  const incoming = inbound.filter((stats) => growth.recent(stats, "bytesReceived") > 0);
  const outgoing = outbound.filter((stats) => growth.recent(stats, "bytesSent") > 0);
  // the other side's last words about a stream stay in the report when it has long ended
  const remote = statsOf(report, "remote-inbound-rtp").filter((stats) => sameSource(outgoing, stats).length > 0);
  const receivedMediaBytes = growth.sum(inbound, "bytesReceived");
  // a pair counts media too; unless the browser does not let it count, or it has just taken over
  const receivedBytes = Math.max(growth.sum(pairs, "bytesReceived"), receivedMediaBytes);
  const sentBytes = Math.max(growth.sum(pairs, "bytesSent"), growth.sum(outbound, "bytesSent"));
  const pair = selectedPair(report, growth);
  const jitter = [...incoming, ...remote].filter(isAudio).map((stats) => numberIn(stats, "jitter"));
  const numbers = {
    rttMs: inMs(
      numberIn(pair, "currentRoundTripTime") ?? most(remote.map((stats) => numberIn(stats, "roundTripTime"))),
    ),
    loss: most([lossIn(inbound, growth), lossOut(remote, outgoing, growth)]),
    jitterMs: inMs(most(jitter)),
    sendBitsPerSecond: perSecond(sentBytes, elapsedMs),
    receiveBitsPerSecond: perSecond(receivedBytes, elapsedMs),
    availableBitsPerSecond: numberIn(pair, "availableOutgoingBitrate"),
    path: readPath(report, pair),
    video: { sent: readVideo(report, outgoing), received: readVideo(report, incoming) },
    audioCodec: readCodec(report, [...incoming, ...outgoing].find(isAudio) ?? null),
  };
  return { numbers, receivedBytes, receivedMediaBytes };
}

function readVideo(report: StatsReport, streams: readonly Stats[]): VideoQuality | null {
  const videos = streams.filter((stats) => stats["kind"] === "video");
  const video = largest(
    videos,
    (stats) => (numberIn(stats, "frameWidth") ?? 0) * (numberIn(stats, "frameHeight") ?? 0),
  );
  if (video === null) return null;
  return {
    codec: readCodec(report, video),
    // 0 until the first frame is decoded
    width: numberIn(video, "frameWidth") || null,
    height: numberIn(video, "frameHeight") || null,
    framesPerSecond: rounded(numberIn(video, "framesPerSecond")),
    limitedBy: wordIn(video, "qualityLimitationReason", ["cpu", "bandwidth", "none"]),
  };
}

function readCodec(report: StatsReport, stream: Stats | null): string | null {
  const mimeType = statsAt(report, stream, "codecId")?.["mimeType"];
  return typeof mimeType === "string" ? mimeType.slice(mimeType.indexOf("/") + 1) : null;
}

function isAudio(stats: Stats): boolean {
  return stats["kind"] === "audio";
}

function sameSource(all: readonly Stats[], { ssrc }: Stats): readonly Stats[] {
  return all.filter((stats) => stats["ssrc"] === ssrc);
}

function lossIn(inbound: readonly Stats[], growth: Growth): number | null {
  const lost = growth.sum(inbound, "packetsLost");
  return share(lost, lost + growth.sum(inbound, "packetsReceived"));
}

/** Each of the other side's reports weighs as much as the stream that it is about. */
function lossOut(remote: readonly Stats[], outgoing: readonly Stats[], growth: Growth): number | null {
  let lost = 0;
  let sent = 0;
  for (const stats of remote) {
    const fraction = numberIn(stats, "fractionLost");
    if (fraction === null) continue;
    const packets = growth.sum(sameSource(outgoing, stats), "packetsSent");
    lost += Math.min(fraction, 1) * packets;
    sent += packets;
  }
  return share(lost, sent);
}

function share(part: number, all: number): number | null {
  return all < FEWEST_PACKETS ? null : part / all;
}

function most(numbers: readonly (number | null)[]): number | null {
  return numbers.filter((number) => number !== null).sort((a, b) => b - a)[0] ?? null;
}

function rounded(number: number | null): number | null {
  return number === null ? null : Math.round(number);
}

function inMs(seconds: number | null): number | null {
  return rounded(seconds === null ? null : seconds * 1_000);
}

function perSecond(bytes: number, elapsedMs: number): number {
  return elapsedMs > 0 ? Math.round((bytes * 8_000) / elapsedMs) : 0;
}
