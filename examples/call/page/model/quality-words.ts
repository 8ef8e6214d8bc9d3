import type { LinkQuality, QualityReason, VideoQuality } from "@parlor/client";

import { bitrateInWords } from "./words.ts";

/** What the bars say: how many of three, and a word for it. */
export interface Bars {
  readonly count: 0 | 1 | 2 | 3 | "unknown";
  readonly words: string;
}

/** `null`: nothing was measured yet. */
export function barsOf(quality: LinkQuality | null): Bars {
  if (quality === null) return { count: "unknown", words: "not known yet" };
  if (quality.verdict === "lost") return { count: 0, words: "lost" };
  if (quality.verdict === "good") return { count: 3, words: "good" };
  return quality.reasons.length > 1 ? { count: 1, words: "bad" } : { count: 2, words: "poor" };
}

/** One or two plain sentences: how it is, and why. */
export function explain(quality: LinkQuality | null): string {
  if (quality === null) return "The first measurement takes a few seconds.";
  if (quality.verdict === "good") return "Picture and sound arrive as they should.";
  return quality.reasons.map((reason) => REASONS[reason]).join(" ") || "Nothing arrives at this moment.";
}

const REASONS: Readonly<Record<QualityReason, string>> = {
  high_rtt: "What you say takes long to arrive, so you may talk into each other.",
  high_loss: "Packets get lost on the way, so the voice breaks up and the picture freezes.",
  high_jitter: "Packets arrive unevenly, so the voice may stutter.",
  low_bitrate: "There is hardly room for the picture on this connection.",
  no_media: "Nothing arrives at this moment.",
  relayed_over_tcp: "It takes a detour over a relay and TCP, where each lost packet holds up the others.",
};

/** What was measured, in the words of people who do not measure networks. Leaves out what the browser does not say. */
export function factsOf(quality: LinkQuality | null): readonly (readonly [fact: string, value: string])[] {
  if (quality === null) return [];
  const { rttMs, loss, jitterMs, sendBitsPerSecond, receiveBitsPerSecond, video, audioCodec } = quality;
  const facts: readonly (readonly [string, string | null])[] = [
    ["There and back", rttMs === null ? null : `${Math.round(rttMs)} ms`],
    ["Lost packets", loss === null ? null : `${(loss * 100).toFixed(1)} %`],
    ["Unevenness", jitterMs === null ? null : `${Math.round(jitterMs)} ms`],
    ["Sending", bitrateInWords(sendBitsPerSecond)],
    ["Receiving", bitrateInWords(receiveBitsPerSecond)],
    ["Way", wayInWords(quality)],
    ["Picture in", pictureInWords(video.received)],
    ["Picture out", pictureInWords(video.sent)],
    ["Sound", audioCodec],
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== null);
}

function wayInWords({ path }: LinkQuality): string | null {
  if (path.kind === "unknown") return null;
  const way = path.kind === "relay" ? "over a relay" : "direct";
  return path.protocol === null ? way : `${way}, ${path.protocol.toUpperCase()}`;
}

function pictureInWords(video: VideoQuality | null): string | null {
  if (video === null || video.width === null || video.height === null) return null;
  const size = `${video.width} × ${video.height}`;
  const rate = video.framesPerSecond === null ? "" : `, ${Math.round(video.framesPerSecond)}/s`;
  const limit =
    video.limitedBy === null || video.limitedBy === "none" ? "" : `, held back by the ${LIMITS[video.limitedBy]}`;
  return `${size}${rate}${video.codec === null ? "" : `, ${video.codec}`}${limit}`;
}

const LIMITS = { cpu: "processor", bandwidth: "network" };
