import { FIGURES, type FigureName } from "./figures.ts";
import { groupedNotes, type Result } from "./results.ts";
import type { Scenario } from "./scenarios.ts";
import { REFERENCE } from "./servers/index.ts";
import type { Spread } from "./spread.ts";

/** The results of one scenario as a table for people, Markdown as it happens. */
export function table({ name, about, figures }: Scenario, results: readonly Result[]): string {
  const [first, ...others] = figures;
  if (first === undefined) throw new Error(`${name} has no figures`);
  const head = [
    name,
    FIGURES[first].title,
    `to ${REFERENCE}`,
    ...others.map((figure) => FIGURES[figure].title),
    "full",
    "load us",
  ];
  const measured = results.filter(({ turns }) => turns.length > 0);
  const rows = measured.map((result) => [
    result.server,
    withSpread(result.figures[first]?.value, FIGURES[first].digits),
    result.server === REFERENCE ? "1" : withSpread(result.figures[first]?.ratio, 2),
    ...others.map((figure) => middle(result, figure)),
    result.full === "load" ? "LOAD" : result.full,
    loadCpuUs(result),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const notes = groupedNotes(results).map(({ servers, note }) => `- ${servers.join(", ")}: ${note}`);
  return [
    `${name}: ${about}`,
    "",
    line(head),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map(line),
    ...(notes.length === 0 ? [] : ["", ...notes]),
  ].join("\n");
}

/** What must be known to read the tables right. */
export function cautions(results: readonly Result[]): string[] {
  const cautions: string[] = [];
  if (results.some(({ full }) => full === "load")) {
    cautions.push(
      "LOAD: the load generator was full, not the server, which could do more per second than shown. Its CPU time for each is right for the load it got; times (p50, p99) are the load generator's.",
    );
  }
  const granted = Math.min(...results.map((result) => result.granted.median));
  if (granted < QUIET) {
    const share = Math.round(granted * 100);
    cautions.push(
      `A server with work to do got only ${share} % of its core: something else ran there. What happened per second is too low, CPU times are noisy; measure again on a quiet machine.`,
    );
  }
  return cautions;
}

/** Below this share of a core the machine was not ours. */
const QUIET = 0.85;

function middle({ figures }: Result, name: FigureName): string {
  const median = figures[name]?.value.median;
  if (median === undefined) return "";
  const { digits } = FIGURES[name];
  return median.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function loadCpuUs({ turns }: Result): string {
  const used = turns.map((turn) => turn.loadCpuUs).filter((figure) => figure !== undefined);
  return used.length === 0 ? "" : Math.min(...used).toFixed(1);
}

function withSpread(spread: Spread | null | undefined, digits: number): string {
  if (spread === null || spread === undefined) return "";
  const { median, least, most } = spread;
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}
