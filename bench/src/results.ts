import type { Outcome } from "./contest.ts";
import { FIGURES, type FigureName, type Measurement } from "./figures.ts";
import { REFERENCE } from "./servers/index.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** Every turn of one server in one scenario, summed up. */
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
  readonly turns: readonly Measurement[];
}

/** One figure of all turns. */
export interface Summary {
  readonly value: Spread;
  readonly ratio: Spread | null;
}

/** Sums up the turns of one scenario. `note` is what holds for all. */
export function summarize(scenario: string, outcomes: readonly Outcome[], note: string | null): Result[] {
  const reference = outcomes.find(({ server }) => server === REFERENCE)?.turns ?? [];
  return outcomes.map(({ server, turns, problem }) => ({
    scenario,
    server,
    figures: Object.fromEntries(
      names(turns).map((name) => {
        const value = spreadOf(turns.map(({ figures }) => figures[name] ?? Number.NaN));
        return [name, { value, ratio: ratioOf(name, turns, reference) }];
      }),
    ),
    full: whoWasFull(turns),
    granted: spreadOf(turns.length === 0 ? [1] : turns.map(({ serverGranted }) => serverGranted)),
    note: notesOf(note, turns, problem),
    turns,
  }));
}

function names(turns: readonly Measurement[]): FigureName[] {
  const all: readonly FigureName[] = Object.keys(FIGURES).filter((name): name is FigureName => name in FIGURES);
  return all.filter((name) => turns.length > 0 && turns.every(({ figures }) => figures[name] !== undefined));
}

/** Turn by turn, so that what disturbs the machine for a while disturbs both sides of a ratio. */
function ratioOf(name: FigureName, turns: readonly Measurement[], reference: readonly Measurement[]): Spread | null {
  const ratios = turns
    .map(({ figures }, turn) => (figures[name] ?? Number.NaN) / (reference[turn]?.figures[name] ?? Number.NaN))
    .filter((ratio) => Number.isFinite(ratio));
  return ratios.length === 0 ? null : spreadOf(ratios);
}

function notesOf(note: string | null, turns: readonly Measurement[], problem: string | null): string | null {
  const notes = [note, ...turns.map((turn) => turn.note ?? null), problem].filter((one) => one !== null);
  return notes.length === 0 ? null : [...new Set(notes)].join("; ");
}

function whoWasFull(turns: readonly Measurement[]): Result["full"] {
  if (turns.length === 0) return "neither";
  const server = spreadOf(turns.map(({ serverBusy }) => serverBusy)).median;
  const load = spreadOf(turns.map(({ loadBusy }) => loadBusy)).median;
  if (Math.max(server, load) < FULL) return "neither";
  return server >= load ? "server" : "load";
}

const FULL = 0.9;
