import type { Result } from "./results.ts";
import type { Spread } from "./spread.ts";

/** The results as a table for people, Markdown as it happens. */
export function table(results: readonly Result[]): string {
  const head = ["scenario", "server", "deliveries/s", "CPU us/delivery", "CPU to ws", "full", "load CPU us"];
  const rows = results.map(({ scenario, server, perSecond, cpuUs, cpuRatio, full, loadCpuUs }) => [
    scenario,
    server,
    perSecond.median.toLocaleString("en", { maximumFractionDigits: 0 }),
    withSpread(cpuUs, 1),
    cpuRatio === null ? "" : withSpread(cpuRatio, 2),
    full === "load" ? "LOAD" : full,
    loadCpuUs.median.toFixed(1),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** What must be known to read the table right. */
export function cautions(results: readonly Result[]): string[] {
  const cautions: string[] = [];
  if (results.some(({ full }) => full === "load")) {
    cautions.push(
      "LOAD: the load generator was full, not the server, which could deliver more per second than shown. Its CPU for a delivery is right for the load it got.",
    );
  }
  const granted = Math.min(...results.map((result) => result.granted.median));
  if (granted < QUIET) {
    const share = Math.round(granted * 100);
    cautions.push(
      `A server with work to do got only ${share} % of its core: something else ran there. Deliveries per second are too low, CPU times are noisy; measure again on a quiet machine.`,
    );
  }
  return cautions;
}

/** Below this share of a core the machine was not ours. */
const QUIET = 0.85;

function withSpread({ median, least, most }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}
