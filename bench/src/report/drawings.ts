import { type Chart, roleOf } from "./chart.ts";
import { chartsOf } from "./charts.ts";
import { drawBars } from "./draw-bars.ts";
import { drawPercentiles } from "./draw-percentiles.ts";
import { PERCENTILES, type Percentiles, percentilesOf } from "./percentiles.ts";
import type { Published } from "./published.ts";
import { smallPrint } from "./small-print.ts";

/** One chart, drawn. */
export interface Drawing {
  /** What is in the SVG file. */
  readonly svg: string;
  /** What it says in a line, in place of the image. */
  readonly alt: string;
}

/** Every chart that a run has figures for, by name. */
export function drawingsOf(run: Published): ReadonlyMap<string, Drawing> {
  const drawings = new Map<string, Drawing>();
  for (const chart of chartsOf(run)) {
    const bars = chart.panels.flatMap(({ bars }) => bars);
    const print = smallPrint(run, bars, { whiskers: true });
    drawings.set(chart.name, { svg: drawBars(chart, print), alt: altOf(chart) });
  }
  const latency = percentilesOf(run);
  if (latency !== null) {
    const print = smallPrint(run, latency.rows, { whiskers: false });
    drawings.set(latency.name, { svg: drawPercentiles(latency, print), alt: altOfLatency(latency) });
  }
  return drawings;
}

/** The title, and how Parlor did; the rest is in the image's own description, and in the tables. */
function altOf({ title, subtitle, layout, panels }: Chart): string {
  const ours = panels.flatMap(({ heading, bars }) => {
    const told = bars.flatMap(({ role, label, figure, ratio }) => {
      if (role !== "ours") return [];
      const text = layout === "pairs" ? ratio : [figure, ratio].filter(Boolean).join(", ");
      return [roleOf(label.replace("*", "")) === "ours" ? text : `${label} ${text}`];
    });
    return told.length === 0 ? [] : [`${heading}: ${told.join(", ")}`];
  });
  return [`${title}, ${subtitle}.`, ...(ours.length === 0 ? [] : [`Parlor: ${ours.join("; ")}.`])].join(" ");
}

function altOfLatency({ title, subtitle, rows }: Percentiles): string {
  const ours = rows.find(({ role }) => role === "ours");
  const told = PERCENTILES.map(
    (name, index) => `${name.replace("Ms", "").replace("p999", "p99.9")} ${ours?.texts[index]}`,
  );
  return `${title}, ${subtitle}.${ours === undefined ? "" : ` Parlor: ${told.join(", ")}.`}`;
}
