import { readFileSync } from "node:fs";

import { FIGURES, type FigureName, isComparable, type Measurement } from "../figures.ts";
import { turnsThatCount } from "../results.ts";
import type { Saved } from "../saved.ts";
import type { Spread } from "../spread.ts";

/** A run without its single turns: what the docs are made of, and what lies beside them. */
export interface Published extends Omit<Saved, "results"> {
  readonly results: readonly PublishedResult[];
}

/** What one server did in one scenario. */
export interface PublishedResult {
  readonly scenario: string;
  readonly server: string;
  readonly figures: Partial<Record<FigureName, Measured>>;
  readonly full: "server" | "load" | "neither";
  readonly granted: Spread;
  readonly note: string | null;
  /** How many turns counted for the first figure of the scenario. */
  readonly turns: number;
}

/** The same as it was saved, or published before. */
type Stored = Omit<PublishedResult, "turns"> & { readonly turns: number | readonly Measurement[] };

/** One figure, and its ratio to the reference's of the same turn, or `null` if there was none. */
export interface Measured {
  readonly value: Spread;
  readonly ratio: Spread | null;
}

/** Reads what a run saved, or what was published of it. Throws an Error that says what is wrong with the file. */
export function readRun(file: string): Published {
  let run: Omit<Published, "results"> & { readonly results: readonly Stored[] };
  try {
    // six digits, as they are published: what is made of both must be the same
    run = JSON.parse(readFileSync(file, "utf8"), roundedNumbers);
  } catch (error) {
    throw new Error(`${file}: cannot be read (npm run bench -- --json ${file} makes it)`, { cause: error });
  }
  const lists = [run?.servers, run?.scenarios, run?.results];
  if (!lists.every(Array.isArray) || typeof run.machine?.cpu !== "string" || typeof run.date !== "string") {
    throw new Error(`${file}: is not what a run of the bench saves`);
  }
  const firstOf = new Map(run.scenarios.map(({ name, figures }) => [name, knownFigures(figures)[0]]));
  return { ...run, results: run.results.map((result) => counted(result, firstOf.get(result.scenario))) };
}

/** The text of the published file. Six digits: the others are noise, and the same run gives the same text again. */
export function publishedText(run: Published): string {
  return `${JSON.stringify(run, roundedNumbers, 2)}\n`;
}

/** One figure of a result, or `null` where it is missing. What was not a number is `null` in JSON, and no figure. */
export function figureOf(result: PublishedResult, name: FigureName): Measured | null {
  const figure = result.figures[name];
  if (figure === undefined || !isSpread(figure.value)) return null;
  return { value: figure.value, ratio: isComparable(name) && isSpread(figure.ratio) ? figure.ratio : null };
}

/** Figures of a scenario that this version knows: a file may be older or newer than the code. */
export function knownFigures(names: readonly string[]): FigureName[] {
  return names.filter((name): name is FigureName => Object.hasOwn(FIGURES, name));
}

function isSpread(value: Spread | null): value is Spread {
  return value !== null && [value.median, value.least, value.most].every(Number.isFinite);
}

function counted({ turns, ...result }: Stored, first: FigureName | undefined): PublishedResult {
  if (typeof turns === "number") return { ...result, turns };
  return { ...result, turns: first === undefined ? turns.length : turnsThatCount(turns, first).length };
}

function roundedNumbers(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(6)) : value;
}
