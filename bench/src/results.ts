import type { Turned } from "./contest.ts";
import type { Measurement } from "./contestant.ts";
import { REFERENCE } from "./servers/index.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** Every turn of one server under one load, summed up. */
export interface Result {
  readonly scenario: string;
  readonly server: string;
  readonly perSecond: Spread;
  readonly cpuUs: Spread;
  /** CPU for a delivery over the reference's of the same turn, or `null` if the reference was not measured. */
  readonly cpuRatio: Spread | null;
  readonly loadCpuUs: Spread;
  /** Who set the pace: whose event loop had no time left. */
  readonly full: "server" | "load" | "neither";
  /** The server's share of its core while it had something to do. */
  readonly granted: Spread;
  readonly turns: readonly Measurement[];
}

/** Sums up the turns of one scenario. */
export function summarize(scenario: string, turned: Turned): Result[] {
  const reference = turned.get(REFERENCE) ?? null;
  return [...turned].map(([server, turns]) => ({
    scenario,
    server,
    perSecond: spreadOf(turns.map(({ perSecond }) => perSecond)),
    cpuUs: spreadOf(turns.map(({ cpuUs }) => cpuUs)),
    cpuRatio: reference === null ? null : spreadOf(ratios(turns, reference)),
    loadCpuUs: spreadOf(turns.map(({ loadCpuUs }) => loadCpuUs)),
    full: whoWasFull(turns),
    granted: spreadOf(turns.map(({ serverGranted }) => serverGranted)),
    turns,
  }));
}

/** Turn by turn, so that what disturbs the machine for a while disturbs both sides of a ratio. */
function ratios(turns: readonly Measurement[], reference: readonly Measurement[]): number[] {
  return turns.map(({ cpuUs }, turn) => cpuUs / (reference[turn]?.cpuUs ?? Number.NaN));
}

function whoWasFull(turns: readonly Measurement[]): Result["full"] {
  const server = spreadOf(turns.map(({ serverBusy }) => serverBusy)).median;
  const load = spreadOf(turns.map(({ loadBusy }) => loadBusy)).median;
  if (Math.max(server, load) < FULL) return "neither";
  return server >= load ? "server" : "load";
}

const FULL = 0.9;
