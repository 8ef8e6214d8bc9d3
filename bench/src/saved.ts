import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import type { Cores } from "./contestant.ts";
import type { FigureName } from "./figures.ts";
import type { Machine } from "./machine.ts";
import type { Result } from "./results.ts";

/** Everything that a run of the bench measured, as it is written with `--json`. */
export interface Saved {
  /** When it began, in ISO 8601. */
  readonly date: string;
  /** What was typed. */
  readonly command: string;
  readonly machine: Machine;
  readonly cores: Cores;
  /** How long a turn took, where it is by time and its scenario says nothing else. */
  readonly seconds: number;
  /** How many turns each server had, where the scenario says nothing else. */
  readonly repeat: number;
  readonly servers: readonly {
    readonly name: string;
    readonly about: string;
    readonly versions: Readonly<Record<string, string>>;
  }[];
  readonly scenarios: readonly {
    readonly name: string;
    readonly kind: string;
    readonly about: string;
    /** The first is the one that charts show. */
    readonly figures: readonly FigureName[];
    /** How many rooms it had: fewer than its name says, where a process may not open so many files. */
    readonly rooms: number;
    /** How long a turn took, or `null` where it takes as long as it takes. */
    readonly seconds: number | null;
    /** How many turns each server had. */
    readonly repeat: number;
  }[];
  readonly results: readonly Result[];
}

/** Writes it, with the folders that lack. */
export function save(file: string, saved: Saved): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(saved, null, 2)}\n`);
}
