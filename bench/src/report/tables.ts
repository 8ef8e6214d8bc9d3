import { FIGURES, type FigureName } from "../figures.ts";
import { groupedNotes } from "../results.ts";
import { REFERENCE } from "../servers/index.ts";
import { markdownTable, plain, wordTable } from "./markdown.ts";
import { figureText, printed, ratioText, spreadText } from "./numbers.ts";
import { figureOf, knownFigures, type Published, type PublishedResult } from "./published.ts";

/** One scenario: what it is, every figure of every server, and what must be known to read them. `null` if nobody took part. */
export function scenarioTable(run: Published, scenario: Published["scenarios"][number]): string | null {
  const results = run.results.filter((result) => result.scenario === scenario.name);
  if (results.length === 0) return null;
  const [first, ...others] = knownFigures(scenario.figures);
  if (first === undefined) return null;
  const table = markdownTable(
    [
      "server",
      printed(FIGURES[first].title),
      `to ${REFERENCE}`,
      ...others.map((name) => printed(FIGURES[name].title)),
      "full",
    ],
    results.map((result) => rowOf(result, first, others)),
  );
  const notes = groupedNotes(results).map(({ servers, note }) => `- ${servers.map(code).join(", ")}: ${plain(note)}`);
  return [`${code(scenario.name)}: ${plain(scenario.about)}. ${turnsText(results, scenario)}`, table, notes.join("\n")]
    .filter(Boolean)
    .join("\n\n");
}

function turnsText(results: readonly PublishedResult[], { seconds }: Published["scenarios"][number]): string {
  const took = results.map(({ turns }) => turns).filter((turns) => turns > 0);
  const [fewest, most] = [Math.min(...took), Math.max(...took)];
  const each = typeof seconds === "number" ? ` of ${seconds} s` : "";
  if (most <= 1) return `One turn${each}.`;
  return `Median of ${fewest === most ? most : `${fewest} to ${most}`} turns${each}, and the least and the most.`;
}

function rowOf(result: PublishedResult, first: FigureName, others: readonly FigureName[]): string[] {
  const name = result.server === "parlor" ? "**`parlor`**" : code(result.server);
  const main = figureOf(result, first);
  const cells = others.map((other) => {
    const found = figureOf(result, other);
    return found === null ? NONE : figureText(other, found.value.median);
  });
  if (main === null && cells.every((cell) => cell === NONE)) return [name, ...[first, "", ...others].map(() => NONE)];
  return [
    name,
    main === null ? NONE : spreadText(main.value, (figure) => figureText(first, figure)),
    main?.ratio == null ? "" : spreadText(main.ratio, ratioText),
    ...cells,
    result.full === "load" ? "LOAD" : result.full,
  ];
}

/** What each server costs next to the reference, a row a scenario: its first figure. `null` without a ratio. */
export function ratioTable(run: Published): string | null {
  const servers = run.servers.map(({ name }) => name).filter((name) => name !== REFERENCE);
  const rows = run.scenarios.flatMap(({ name, figures }) => {
    const [first] = knownFigures(figures);
    if (first === undefined) return [];
    const ratios = servers.map((server) => {
      const result = run.results.find((result) => result.scenario === name && result.server === server);
      const found = result === undefined ? null : figureOf(result, first);
      return ratioText(found?.ratio?.median);
    });
    if (ratios.every((ratio) => ratio === "")) return [];
    const { title, better } = FIGURES[first];
    const cells = ratios.map((ratio, index) => (servers[index] === "parlor" && ratio !== "" ? `**${ratio}**` : ratio));
    return [[code(name), `${printed(title)}${better === "more" ? ", more is better" : ""}`, ...cells]];
  });
  return rows.length === 0 ? null : markdownTable(["scenario", "figure", ...servers.map(code)], rows);
}

/** Who was measured, in which version, and what of them differs from their defaults. */
export function serversTable(run: Published): string {
  const rows = run.servers.map(({ name, about, versions }) => [
    code(name),
    plain(about),
    Object.entries(versions ?? {})
      .map(([name, version]) => plain(`${name} ${version}`))
      .join(", "),
  ]);
  return wordTable(["server", "what it is, and every option that differs from its defaults", "versions"], rows);
}

/** Which loads there were. */
export function scenariosTable(run: Published): string {
  return wordTable(
    ["scenario", "load"],
    run.scenarios.map(({ name, about }) => [code(name), plain(about)]),
  );
}

/** Names are ours: they have no backtick in them. */
function code(name: string): string {
  return `\`${name.replaceAll(/[`|]/gu, "")}\``;
}

const NONE = "–";
