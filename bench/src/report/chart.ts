import { REFERENCE } from "../servers/index.ts";
import type { Spread } from "../spread.ts";

/** What a chart shows, before anything is drawn: every text is ready, every figure is a number. */
export interface Chart {
  /** The name of its file, without `.svg`. */
  readonly name: string;
  readonly title: string;
  /** What a bar is, its unit, and which direction is better. */
  readonly subtitle: string;
  /** `wide`: panels under each other, figures and ratios in columns; `pairs`: two beside each other, the bar is the ratio. */
  readonly layout: "wide" | "pairs";
  /** Bars of all panels have one scale, or each panel has its own. */
  readonly scale: "shared" | "own";
  readonly panels: readonly Panel[];
}

/** One group of bars. */
export interface Panel {
  readonly heading: string;
  /** What stands over the column of figures, and over that of ratios. */
  readonly columns: readonly [figure: string, ratio: string];
  readonly bars: readonly Bar[];
  readonly gaps: readonly Gap[];
  /** The figure that the others are compared with: a line through all bars. */
  readonly mark: number | null;
}

/** One figure. */
export interface Bar {
  /** With an asterisk where the table has a note on it. */
  readonly label: string;
  readonly role: Role;
  readonly spread: Spread;
  /** The figure as text, and its ratio, or an empty text. */
  readonly figure: string;
  readonly ratio: string;
  /** Of how many turns it is the median. */
  readonly turns: number;
}

/** Who has no bar, and why. */
export interface Gap {
  readonly label: string;
  readonly role: Role;
  readonly reason: string;
}

/** What a server is to the reader: it decides its colour. */
export type Role = "ours" | "ours-too" | "reference" | "limit" | "rival";

/** The role of a server. */
export function roleOf(server: string): Role {
  if (server === "parlor") return "ours";
  if (server.startsWith("parlor-")) return "ours-too";
  if (server === REFERENCE) return "reference";
  return server === "bun" ? "limit" : "rival";
}

/** What stands beside the figures of a server: with an asterisk where the table has a note on them. */
export function labelOf(name: string, note: string | null): string {
  return note === null ? name : `${name}*`;
}
