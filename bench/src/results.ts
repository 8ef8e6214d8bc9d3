import type { Outcome } from "./contest.ts";
import { FIGURES, type FigureName, type Measurement } from "./figures.ts";
import { REFERENCE } from "./servers/index.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** The turns of one server in one scenario, summed up. */
export interface Result {
  readonly scenario: string;
  readonly server: string;
  /** Each figure, and its ratio to the reference's of the same turn, or `null` if there was none. */
  readonly figures: Partial<Record<FigureName, Summary>>;
  /** Who set the pace: whose event loop had no time left. */
  readonly full: "server" | "load" | "neither";
  /** The server's share of its core while it had something to do. */
  readonly granted: Spread;
  /** What must be known to read the figures right: why there are none, say. */
  readonly note: string | null;
  /** All of them, with those whose latencies did not count. */
  readonly turns: readonly Measurement[];
}

/** One figure of all turns. */
export interface Summary {
  readonly value: Spread;
  readonly ratio: Spread | null;
}

/**
 * Sums up the turns of one scenario. `note` is what holds for all. Latencies of turns in which the load generator was
 * late do not count, because they are its own; if those are most, all count, and a note says so.
 */
export function summarize(scenario: string, outcomes: readonly Outcome[], note: string | null): Result[] {
  const reference = outcomes.find(({ server }) => server === REFERENCE)?.turns ?? [];
  return outcomes.map(({ server, turns, problem }) => ({
    scenario,
    server,
    figures: Object.fromEntries(
      names(turns).map((name) => {
        const value = spreadOf(turnsThatCount(turns, name).map(({ figures }) => figures[name] ?? Number.NaN));
        return [name, { value, ratio: ratioOf(name, turns, reference) }];
      }),
    ),
    full: whoWasFull(turns),
    granted: spreadOf(turns.length === 0 ? [1] : turns.map(({ serverGranted }) => serverGranted)),
    note: notesOf([note, ...turns.map((turn) => turn.note ?? null), latenessOf(turns), problem]),
    turns,
  }));
}

/** The turns that count for a figure: for a latency those in which the load generator was on time, if not most were late. */
export function turnsThatCount(turns: readonly Measurement[], name: FigureName): readonly Measurement[] {
  if (!LATENCIES.includes(name)) return turns;
  const onTime = turns.filter((turn) => turn.late !== true);
  return onTime.length * 2 >= turns.length ? onTime : turns;
}

const LATENCIES: readonly FigureName[] = ["p50Ms", "p99Ms", "p999Ms"];

function latenessOf(turns: readonly Measurement[]): string | null {
  const late = turns.filter((turn) => turn.late === true).length;
  return late * 2 > turns.length ? `the load generator was late in ${late} of ${turns.length} turns` : null;
}

function names(turns: readonly Measurement[]): FigureName[] {
  const all: readonly FigureName[] = Object.keys(FIGURES).filter((name): name is FigureName => name in FIGURES);
  return all.filter((name) => turns.length > 0 && turns.every(({ figures }) => figures[name] !== undefined));
}

/** Turn by turn, so that what disturbs the machine for a while disturbs both sides of a ratio. */
function ratioOf(name: FigureName, turns: readonly Measurement[], reference: readonly Measurement[]): Spread | null {
  const counted = new Set([...turnsThatCount(turns, name), ...turnsThatCount(reference, name)]);
  const ratios = turns
    .map((turn, index) => {
      const other = reference[index];
      if (other === undefined || !counted.has(turn) || !counted.has(other)) return Number.NaN;
      return (turn.figures[name] ?? Number.NaN) / (other.figures[name] ?? Number.NaN);
    })
    .filter((ratio) => Number.isFinite(ratio));
  return ratios.length === 0 ? null : spreadOf(ratios);
}

function notesOf(all: readonly (string | null)[]): string | null {
  const notes = all.filter((one) => one !== null);
  return notes.length === 0 ? null : [...new Set(notes)].join("; ");
}

/** Notes with all whom they are about, so that what holds for everybody is said once. */
export function groupedNotes(
  results: readonly Pick<Result, "server" | "note">[],
): readonly { readonly note: string; readonly servers: readonly string[] }[] {
  const servers = new Map<string, string[]>();
  for (const { server, note } of results) {
    if (note !== null) servers.set(note, [...(servers.get(note) ?? []), server]);
  }
  return [...servers].map(([note, named]) => ({ note, servers: named }));
}

function whoWasFull(turns: readonly Measurement[]): Result["full"] {
  if (turns.length === 0) return "neither";
  const server = spreadOf(turns.map(({ serverBusy }) => serverBusy)).median;
  const load = spreadOf(turns.map(({ loadBusy }) => loadBusy)).median;
  if (Math.max(server, load) < FULL) return "neither";
  return server >= load ? "server" : "load";
}

const FULL = 0.9;
