import { expect, test } from "vitest";

import { figure, result, run } from "./fixtures/run.ts";
import type { Published } from "./published.ts";
import { type ReportFiles, reportFiles } from "./report-files.ts";

const RUN = run([
  result("unicast-16", "ws", { cpuUs: figure(12, 1), p99Ms: figure(2, 1) }),
  result("unicast-16", "parlor", { cpuUs: figure(3, 0.25), p99Ms: figure(1, 0.5) }),
  result("unicast-16", "y-webrtc", {}, "only | all"),
]);

/** Makes the files where docs/benchmarks.md has these parts, and the other pages none. */
function filesFor(run: Published, names: readonly string[], present: readonly string[] = []): ReportFiles {
  const page = names.map((name) => `<!-- figures:begin ${name} -->\n<!-- figures:end ${name} -->`).join("\n");
  return reportFiles(run, (path) => (path === "docs/benchmarks.md" ? page : "no parts"), present);
}

function pageOf(files: ReportFiles): string {
  return files.files.get("docs/benchmarks.md") ?? "";
}

test("a page gets the chart and a table with every figure, and why a server is left out", () => {
  const page = pageOf(filesFor(RUN, ["unicast"]));
  expect(page).toMatch(/^!\[[^\]]+\]\(benchmarks\/unicast\.svg\)$/mu);
  expect(page).toContain("| server | CPU µs/delivery | to ws | p99 ms | full |");
  expect(page).toContain("| **`parlor`** | 3.0 (2.7–3.3) | 0.25× (0.23–0.28) | 1.00 | server |");
  expect(page).toContain(String.raw`- ${"`y-webrtc`"}: only \| all`);
});

test("a page in another folder finds the charts from there", () => {
  const page = "<!-- figures:begin headline -->\n<!-- figures:end headline -->";
  const { files, unmarked } = reportFiles(RUN, (path) => (path === "docs/benchmarks.md" ? "" : page), []);
  expect(files.get("README.md")).toContain("](docs/benchmarks/overview.svg)");
  expect(files.get("bench/README.md")).toContain("](../docs/benchmarks/overview.svg)");
  expect(unmarked).toEqual(["docs/benchmarks.md"]);
});

test("a part that was not measured says so, and a part that there is not is refused", () => {
  expect(pageOf(filesFor(RUN, ["storm"]))).toContain("*Not measured in this run.*");
  expect(() => filesFor(RUN, ["strom"])).toThrow("there is no part strom, but headline, ");
});

test("a chart of an earlier run is to be removed", () => {
  const { files } = filesFor(RUN, [], ["docs/benchmarks/unicast.svg", "docs/benchmarks/storm.svg"]);
  expect(files.get("docs/benchmarks/storm.svg")).toBeNull();
  expect(files.get("docs/benchmarks/unicast.svg")).toContain("<svg");
});

test("what is published makes the same files again", () => {
  const odd = run([result("unicast-16", "ws", { cpuUs: figure(10 / 3, 1) })]);
  const first = filesFor(odd, ["unicast", "run", "ratios"]).files;
  const again: Published = JSON.parse(first.get("docs/benchmarks/results.json") ?? "");
  expect(filesFor(again, ["unicast", "run", "ratios"]).files).toEqual(first);
});

test("a run of one turn, or on a machine that was busy, says so", () => {
  const busy = {
    ...result("unicast-16", "ws", { cpuUs: figure(3, 1) }),
    granted: { median: 0.6, least: 0.5, most: 0.7 },
    turns: 1,
  };
  const page = pageOf(filesFor(run([busy]), ["run"]));
  expect(page).toContain("**One turn only:**");
  expect(page).toContain("in 1 of 1 rows a server with work to do got less than 85 % of its core, 60 % at worst");
});

test("figures of a newer or older version are left out, not shown without a name", () => {
  const newer: Published = JSON.parse(JSON.stringify(RUN).replaceAll("p99Ms", "p98Ms"));
  expect(pageOf(filesFor(newer, ["unicast"]))).toContain("| server | CPU µs/delivery | to ws | full |");
});

test("words from elsewhere stay words in a table", () => {
  const [server] = RUN.servers;
  const odd = { ...RUN, servers: server === undefined ? [] : [{ ...server, about: "a | b\n<img> `c` *d* [e](f)" }] };
  expect(pageOf(filesFor(odd, ["servers"]))).toContain(
    String.raw`| a \| b &lt;img&gt; \`c\` \*d\* \[e\](f) | ws 1.2.3 |`,
  );
});
