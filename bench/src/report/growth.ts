import type { FigureName } from "../figures.ts";
import { type Bar, type Chart, labelOf, roleOf } from "./chart.ts";
import { figureText, ratioText } from "./numbers.ts";
import { figureOf, type Published } from "./published.ts";

/** The scenarios that are the same but for their number of rooms, fewest first. */
export const ROOMS = [
  { scenario: "rooms-10", rooms: 10 },
  { scenario: "rooms-1000", rooms: 1000 },
  { scenario: "rooms-20000", rooms: 20_000 },
] as const;

const FIGURE: FigureName = "cpuUs";

/** What the same load costs each server in more and more rooms, or `null` if no server was measured in two of them. */
export function growthChart(run: Published): Chart | null {
  const servers = [...new Set(run.results.map(({ server }) => server))];
  const panels = servers.flatMap((server) => {
    const bars = barsOf(run, server);
    const [fewest, more] = bars;
    if (fewest === undefined || more === undefined) return [];
    return [{ heading: server, columns: ["µs", "growth"], bars, gaps: [], mark: fewest.spread.median } as const];
  });
  if (panels.length === 0) return null;
  return {
    name: "rooms",
    title: "The same load in more and more rooms",
    subtitle: "rooms, and µs of server CPU per delivery · flat is better",
    layout: "wide",
    scale: "shared",
    panels: panels.toSorted((a, b) => last(a.bars) - last(b.bars)),
  };
}

function barsOf(run: Published, server: string): Bar[] {
  const bars: Bar[] = [];
  let fewest: number | null = null;
  for (const { scenario, rooms } of ROOMS) {
    const result = run.results.find((result) => result.scenario === scenario && result.server === server);
    const spread = result === undefined ? null : (figureOf(result, FIGURE)?.value ?? null);
    if (result === undefined || spread === null) continue;
    fewest ??= spread.median;
    // there are fewer where a process may not open so many files
    const had = run.scenarios.find(({ name }) => name === scenario)?.rooms ?? rooms;
    bars.push({
      label: labelOf(had.toLocaleString("en"), result.note),
      role: roleOf(server),
      spread,
      figure: figureText(FIGURE, spread.median),
      ratio: ratioText(spread.median / fewest),
      turns: result.turns,
    });
  }
  return bars;
}

function last(bars: readonly Bar[]): number {
  return bars.at(-1)?.spread.median ?? 0;
}
