import { isObject } from "../connection/wire.ts";

/**
 * One object of a report (https://www.w3.org/TR/webrtc-stats/). Browsers differ in what they fill in, and in what they get
 * wrong, so no field is taken for granted.
 */
export type Stats = Readonly<Record<string, unknown>>;

/** What `getStats` gives, as far as it can be trusted: an RTCStatsReport is one. */
export type StatsReport = ReadonlyMap<string, unknown>;

/** The objects of one type, such as `inbound-rtp`, in the report's order. */
export function statsOf(report: StatsReport, type: string): readonly Stats[] {
  return [...report.values()].filter(isObject).filter((stats) => stats["type"] === type);
}

/** The object that a field of another one points to, or `null`. */
export function statsAt(report: StatsReport, stats: Stats | null, field: string): Stats | null {
  const id = stats?.[field];
  const found = typeof id === "string" ? report.get(id) : null;
  return isObject(found) ? found : null;
}

/** A number that is not negative, or `null`: nothing that is read here can be below 0 and mean something. */
export function numberIn(stats: Stats | null, field: string): number | null {
  const value = stats?.[field];
  return typeof value === "number" && value >= 0 && value < Infinity ? value : null;
}

/** The field if it is one of these words, or `null`. */
export function wordIn<Word extends string>(stats: Stats | null, field: string, words: readonly Word[]): Word | null {
  return words.find((word) => word === stats?.[field]) ?? null;
}

/** The one with the largest size, or `null` if there is none. */
export function largest(all: readonly Stats[], size: (stats: Stats) => number): Stats | null {
  return all.toSorted((a, b) => size(b) - size(a))[0] ?? null;
}

/**
 * How much counters have grown from one report to the next. A counter that is new, or has gone backwards, tells nothing:
 * an ICE restart, a replaced sender or a new ssrc starts to count anew, at any time before the report.
 */
export class Growth {
  readonly #before: ReadonlyMap<string, number> | undefined;
  readonly #now = new Map<string, number>();

  /** Without the counters of a report before, nothing is known to have grown. */
  constructor(before?: ReadonlyMap<string, number>) {
    this.#before = before;
  }

  /** All counters that were asked for: what the next report is compared with. */
  get counters(): ReadonlyMap<string, number> {
    return this.#now;
  }

  /** How much the counter has grown, or `null` where that cannot be known. */
  of(stats: Stats, field: string): number | null {
    const now = numberIn(stats, field);
    if (now === null) return null;
    const key = `${String(stats["id"])} ${String(stats["ssrc"])} ${field}`;
    this.#now.set(key, now);
    const before = this.#before?.get(key);
    return before === undefined || now < before ? null : now - before;
  }

  /** The same for several objects together; what cannot be known counts nothing. */
  sum(all: readonly Stats[], field: string): number {
    return all.reduce((sum, stats) => sum + (this.of(stats, field) ?? 0), 0);
  }

  /** The same for one that may be new: then all that it has counted. */
  recent(stats: Stats, field: string): number {
    return this.of(stats, field) ?? numberIn(stats, field) ?? 0;
  }
}
