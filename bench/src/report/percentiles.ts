import type { FigureName } from "../figures.ts";
import { type Gap, labelOf, type Role, roleOf } from "./chart.ts";
import { threeDigits } from "./numbers.ts";
import { figureOf, type Published } from "./published.ts";

/** The scenario whose latencies mean something: its messages are due at fixed times, however slow the server is. */
export const PERCENTILES_OF = "open-5000";

/** The figures of its chart, least first. */
export const PERCENTILES = ["p50Ms", "p99Ms", "p999Ms"] as const satisfies readonly FigureName[];

/** What a chart of latencies shows. */
export interface Percentiles {
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly rows: readonly PercentileRow[];
  readonly gaps: readonly Gap[];
}

/** The medians of one server, in milliseconds and as text, in the order of PERCENTILES. */
export interface PercentileRow {
  readonly label: string;
  readonly role: Role;
  readonly ms: readonly number[];
  readonly texts: readonly string[];
  readonly turns: number;
}

/** The latencies of the open loop, the least p99 first, or `null` if no server has all three. */
export function percentilesOf(run: Published): Percentiles | null {
  const rows: PercentileRow[] = [];
  const gaps: Gap[] = [];
  for (const result of run.results.filter(({ scenario }) => scenario === PERCENTILES_OF)) {
    const { server, note, turns } = result;
    const role = roleOf(server);
    const medians = PERCENTILES.flatMap((name) => figureOf(result, name)?.value.median ?? []);
    // a logarithmic axis has no place for 0
    if (medians.length < PERCENTILES.length || medians.some((ms) => ms <= 0)) {
      gaps.push({ label: server, role, reason: note ?? "not measured" });
      continue;
    }
    const texts = medians.map((ms) => threeDigits(ms));
    rows.push({ label: labelOf(server, note), role, ms: medians, texts, turns });
  }
  if (rows.length === 0) return null;
  rows.sort((a, b) => (a.ms[1] ?? 0) - (b.ms[1] ?? 0));
  return {
    name: "open-loop",
    title: "Latency at 5,000 messages a second",
    subtitle: "milliseconds from when a message was due · less is better",
    rows,
    gaps,
  };
}
