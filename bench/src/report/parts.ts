import { answersTable, elsewhere } from "./answers.ts";
import { restOf } from "./charts.ts";
import { DEFINITIONS } from "./definitions.ts";
import type { Drawing } from "./drawings.ts";
import { ROOMS } from "./growth.ts";
import { plain } from "./markdown.ts";
import { PERCENTILES_OF } from "./percentiles.ts";
import type { Published } from "./published.ts";
import { provenance } from "./small-print.ts";
import { ratioTable, scenariosTable, scenarioTable, serversTable } from "./tables.ts";

/** Charts whose scenarios have their tables in another part. */
const CHARTS_ALONE = new Set(["overview", "throughput"]);

/**
 * The generated parts of the pages, by the name in their markers. A part for which nothing was measured says so.
 * `folder` is where the charts are, seen from the page: `benchmarks/`.
 */
export function partsOf(
  run: Published,
  drawings: ReadonlyMap<string, Drawing>,
  folder: string,
): ReadonlyMap<string, string> {
  const image = (name: string): string[] => {
    const drawing = drawings.get(name);
    return drawing === undefined ? [] : [`![${plain(drawing.alt)}](${folder}${name}.svg)`];
  };
  const tables = (names: readonly string[]): string[] =>
    run.scenarios.flatMap((scenario) => (names.includes(scenario.name) ? (scenarioTable(run, scenario) ?? []) : []));
  const charted = DEFINITIONS.map(({ name, panels }): [string, string[]] => {
    const scenarios = new Set(CHARTS_ALONE.has(name) ? [] : panels.map(({ scenario }) => scenario));
    return [name, [...image(name), ...tables([...scenarios])]];
  });
  const rest = restOf(run).map(({ name }) => name);
  const parts: readonly [name: string, blocks: readonly (string | null)[]][] = [
    ["headline", [...image("overview"), elsewhere(run), `${provenance(run)} · ${command(run)}`, ...cautions(run)]],
    ["answers", [answersTable(run)]],
    ["run", [`${runText(run)} [Its results](${folder}results.json).`, ...cautions(run)]],
    ["ratios", [ratioTable(run)]],
    ...charted,
    ["open-loop", [...image("open-loop"), ...tables([PERCENTILES_OF])]],
    ["rooms", [...image("rooms"), ...tables(ROOMS.map(({ scenario }) => scenario))]],
    ["rest", rest.length === 0 ? ["None in this run."] : rest.flatMap((name) => [...image(name), ...tables([name])])],
    ["servers", [serversTable(run)]],
    ["scenarios", [scenariosTable(run)]],
  ];
  return new Map(
    parts.map(([name, blocks]) => {
      const text = blocks.filter((block) => block !== null && block !== "").join("\n\n");
      return [name, `\n${text === "" ? "*Not measured in this run.*" : text}\n`];
    }),
  );
}

function runText(run: Published): string {
  const { machine, cores } = run;
  const pinned =
    cores.server === null
      ? "Processes were not pinned to cores."
      : `The server ran on core ${cores.server}, the load generator on core ${cores.load}.`;
  return [
    `${provenance(run)}, ${machine.memoryGiB} GiB, ${plain(machine.system)}.`,
    `${command(run)}: a turn took ${run.seconds} s where a scenario says nothing else.`,
    pinned,
  ].join(" ");
}

function command({ command }: Published): string {
  return `\`${command.replaceAll("`", "")}\``;
}

/** What must be known to read any of the figures. */
function cautions(run: Published): string[] {
  const cautions: string[] = [];
  const poor = run.results.filter(({ granted }) => granted !== null && granted.median < QUIET);
  if (poor.length > 0) {
    const least = Math.min(...poor.map(({ granted }) => granted.median));
    cautions.push(
      `**Not a quiet machine:** in ${poor.length} of ${run.results.length} rows a server with work to do got less than ${QUIET * 100} % of its core, ${Math.round(least * 100)} % at worst. Rates are too low there, and CPU times noisy.`,
    );
  }
  if (run.results.every(({ turns }) => turns <= 1)) {
    cautions.push("**One turn only:** nothing here shows how much a figure varies.");
  }
  return cautions;
}

/** Below this share of a core the machine was not ours. */
const QUIET = 0.85;
