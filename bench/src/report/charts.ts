import { FIGURES, type FigureName, isComparable } from "../figures.ts";
import { REFERENCE } from "../servers/index.ts";
import { type Bar, type Chart, type Gap, labelOf, type Panel, roleOf } from "./chart.ts";
import { DEFINITIONS, type Definition, type PanelDefinition } from "./definitions.ts";
import { growthChart, ROOMS } from "./growth.ts";
import { figureText, printed, ratioText } from "./numbers.ts";
import { PERCENTILES_OF } from "./percentiles.ts";
import { figureOf, knownFigures, type Published, type PublishedResult } from "./published.ts";

/** Every chart of bars that a run has figures for. A scenario that no definition names gets a chart of its own. */
export function chartsOf(run: Published): Chart[] {
  const charts = [...DEFINITIONS, ...definitionsOfTheRest(run)].flatMap((definition) => {
    const panels = definition.panels.flatMap((panel) => panelOf(run, definition, panel) ?? []);
    return panels.length === 0 ? [] : [{ ...definition, panels }];
  });
  const growth = growthChart(run);
  return growth === null ? charts : [...charts, growth];
}

/** The scenarios of a run that no chart of ours is made for. */
export function restOf(run: Published): Published["scenarios"] {
  const named = new Set<string>([PERCENTILES_OF, ...ROOMS.map(({ scenario }) => scenario)]);
  for (const { panels } of DEFINITIONS) for (const { scenario } of panels) named.add(scenario);
  return run.scenarios.filter(({ name }) => !named.has(name));
}

function definitionsOfTheRest(run: Published): Definition[] {
  return restOf(run).flatMap(({ name, figures }) => {
    const [figure] = knownFigures(figures);
    if (figure === undefined) return [];
    const { title, unit, better } = FIGURES[figure];
    return {
      name: fileName(name),
      title: name,
      subtitle: `${printed(title)} · ${printed(unit)} · ${better} is better`,
      layout: "wide",
      scale: "own",
      panels: [{ scenario: name, figure, heading: name }],
    };
  });
}

/** The panel of one scenario, best server first, or `null` without a single figure. */
function panelOf(run: Published, { layout }: Definition, { scenario, figure, heading }: PanelDefinition): Panel | null {
  const entries = run.results.flatMap((result) => {
    if (result.scenario !== scenario) return [];
    // an overview is about servers, not about the transports of one
    if (layout === "pairs" && roleOf(result.server) === "ours-too") return [];
    return [layout === "pairs" ? ratioOf(result, figure) : barOf(result, figure)];
  });
  const bars = entries.filter((entry) => "spread" in entry).toSorted((a, b) => a.spread.median - b.spread.median);
  if (bars.length === 0) return null;
  const { unit, better } = FIGURES[figure];
  if (better === "more") bars.reverse();
  const gaps = entries.filter((entry) => "reason" in entry);
  if (!isComparable(figure)) return { heading, columns: [printed(unit), ""], bars, gaps, mark: null };
  const mark = bars.find(({ role }) => role === "reference")?.spread.median ?? null;
  return { heading, columns: [printed(unit), `to ${REFERENCE}`], bars, gaps, mark };
}

function barOf(result: PublishedResult, name: FigureName): Bar | Gap {
  const { server, note, turns } = result;
  const role = roleOf(server);
  const found = figureOf(result, name);
  if (found === null) return { label: server, role, reason: note ?? "not measured" };
  const text = figureText(name, found.value.median);
  // a server that waited for the load generator can do more
  const figure = FIGURES[name].better === "more" && result.full === "load" ? `≥${text}` : text;
  const ratio = ratioText(found.ratio?.median);
  return { label: labelOf(server, note), role, spread: found.value, figure, ratio, turns };
}

/** A bar whose length is the ratio. */
function ratioOf(result: PublishedResult, name: FigureName): Bar | Gap {
  const bar = barOf(result, name);
  if ("reason" in bar) return bar;
  const spread = figureOf(result, name)?.ratio ?? null;
  if (spread === null) return { label: result.server, role: bar.role, reason: `not measured beside ${REFERENCE}` };
  return { ...bar, spread };
}

function fileName(scenario: string): string {
  return scenario.replaceAll(/[^\w-]/gu, "-");
}
