import { readReport } from "./quality-reading.ts";
import { findFaults, type LinkQuality, type QualityReason, type QualityVerdict } from "./quality.ts";
import { Growth, type StatsReport } from "./stats.ts";

/** When nothing has been heard for so long, something is wrong. Browsers take about as long until they say so. */
const SILENCE_MS = 5_000;

/** One interval counts as no more silence than this: while a page is frozen, it hears nothing. */
const LONGEST_INTERVAL_MS = 4_000;

/** What is known about a link beside its report. */
export interface QualityMoment {
  /** On a clock that only goes forward, in milliseconds. */
  readonly atMs: number;
  readonly state: RTCPeerConnectionState;
  /** Whether the other side should be sending audio or video now. */
  readonly expectsMedia: boolean;
}

/** One measurement, with what the next one needs to know of it. */
export interface QualitySample {
  /** `null` for the first measurement: most of it is a difference between two. */
  readonly quality: LinkQuality | null;
  readonly atMs: number;
  /** What this measurement alone says. */
  readonly measured: QualityVerdict;
  /** For how long nothing at all has come in, and for how long no media has, though it should have. */
  readonly silentMs: number;
  readonly mediaSilentMs: number;
  readonly counters: ReadonlyMap<string, number>;
}

/**
 * Makes a sample of what `getStats` says at a moment and of the sample before. Its verdict changes when two measurements in
 * a row contradict it, so that nothing flickers, but to `lost` at once. Never throws, whatever is in the report.
 */
export function readQuality(report: StatsReport, moment: QualityMoment, previous: QualitySample | null): QualitySample {
  const { atMs, state, expectsMedia } = moment;
  const growth = new Growth(previous?.counters);
  const elapsedMs = previous === null ? 0 : atMs - previous.atMs;
  const { numbers, receivedBytes, receivedMediaBytes } = readReport(report, growth, elapsedMs);
  const silence = (beforeMs: number | undefined, bytes: number): number =>
    bytes > 0 || !expectsMedia ? 0 : (beforeMs ?? 0) + Math.min(elapsedMs, LONGEST_INTERVAL_MS);
  const silentMs = silence(previous?.silentMs, receivedBytes);
  const mediaSilentMs = silence(previous?.mediaSilentMs, receivedMediaBytes);
  const faults = findFaults(numbers, { noMedia: mediaSilentMs >= SILENCE_MS });
  const measured = isDown(state, previous) || silentMs >= SILENCE_MS ? "lost" : faults.length > 0 ? "poor" : "good";
  const quality = previous === null ? null : { ...hold(measured, faults, previous), ...numbers };
  return { quality, atMs, measured, silentMs, mediaSilentMs, counters: growth.counters };
}

/** A lost link that is being restarted is `connecting`, and as lost as before. */
function isDown(state: RTCPeerConnectionState, previous: QualitySample | null): boolean {
  if (state === "connecting") return previous?.measured === "lost";
  return state === "disconnected" || state === "failed" || state === "closed";
}

function hold(
  measured: QualityVerdict,
  faults: readonly QualityReason[],
  { quality, measured: measuredBefore }: QualitySample,
): Pick<LinkQuality, "verdict" | "reasons"> {
  if (measured === "lost") return LOST;
  const contradicted = quality === null || (measured !== quality.verdict && measuredBefore !== quality.verdict);
  if (contradicted || measured === quality.verdict) return { verdict: measured, reasons: faults };
  return { verdict: quality.verdict, reasons: quality.reasons };
}

/** What every lost link says of itself. */
export const LOST = { verdict: "lost", reasons: ["no_media"] } as const satisfies Partial<LinkQuality>;
