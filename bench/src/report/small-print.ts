import type { Role } from "./chart.ts";
import type { Published } from "./published.ts";

/** Some figures of a chart. */
type Charted = readonly { readonly label: string; readonly role: Role; readonly turns: number }[];

/** How to read a chart, and where and with what the run was made. */
export function smallPrint(run: Published, charted: Charted, drawn: { readonly whiskers: boolean }): string[] {
  const fewest = Math.min(...charted.map(({ turns }) => turns));
  const most = Math.max(...charted.map(({ turns }) => turns));
  const sentences = [most === 1 ? "One turn." : `Median of ${fewest === most ? most : `${fewest} to ${most}`} turns.`];
  if (drawn.whiskers && most > 1) sentences.push("Thin lines: least to most.");
  if (charted.some(({ role }) => role === "limit")) sentences.push("Dashed: as the limit, a bare relay on Bun.");
  if (charted.some(({ label }) => label.endsWith("*"))) sentences.push("*: see its note.");
  return [sentences.join(" "), provenance(run)];
}

/** Date, commit and machine in one line. */
export function provenance({ date, machine }: Published): string {
  const { commit, cpu, cores, node } = machine;
  return [
    date.slice(0, 10),
    ...(commit === null ? [] : [`commit ${commit}`]),
    `${processor(cpu)}, ${cores} ${cores === 1 ? "core" : "cores"}`,
    `Node ${node.replace(/^v/u, "")}`,
  ].join(" · ");
}

/** `Intel(R) Xeon(R) Processor @ 2.80GHz` becomes `Intel Xeon 2.80GHz`. */
function processor(model: string): string {
  return model
    .replaceAll(/\((?:R|TM)\)|\b(?:Processor|CPU)\b|@/giu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
