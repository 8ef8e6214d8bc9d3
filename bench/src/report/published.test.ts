import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { figure, result, run } from "./fixtures/run.ts";
import { publishedText, readRun } from "./published.ts";

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "bench-report-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "run.json");
  writeFileSync(file, text);
  return file;
}

test("what a run saved is read with the number of its turns alone, and published with six digits", () => {
  const saved = run([{ ...result("unicast-16", "ws", { cpuUs: figure(10 / 3, 1) }), turns: [{}, {}] } as never]);
  const read = readRun(fileWith(JSON.stringify(saved)));
  expect(read.results[0]?.turns).toBe(2);
  expect(readRun(fileWith(publishedText(read))).results[0]?.turns).toBe(2);
  expect(publishedText(read)).toContain(`"median": 3.33333,`);
});

test("what is made of a run and of its published text is the same", () => {
  // the fifth figure behind the point decides how the second is rounded
  const saved = run([result("unicast-16", "ws", { p99Ms: figure(57.854999999, 1) })]);
  const read = readRun(fileWith(JSON.stringify(saved)));
  expect(readRun(fileWith(publishedText(read)))).toEqual(read);
});

test("turns whose latencies did not count are none of the turns of a scenario about latency", () => {
  const turns = [{}, {}, { late: true }];
  const saved = run([
    { ...result("open-5000", "ws", { p99Ms: figure(1, 1) }), turns } as never,
    { ...result("unicast-16", "ws", { cpuUs: figure(1, 1) }), turns } as never,
  ]);
  expect(readRun(fileWith(JSON.stringify(saved))).results.map(({ turns }) => turns)).toEqual([2, 3]);
});

test("a file that is not there, is no JSON or is something else is named in the error", () => {
  expect(() => readRun("/nowhere/run.json")).toThrow("/nowhere/run.json: cannot be read");
  for (const text of ["", "{"]) expect(() => readRun(fileWith(text))).toThrow("run.json: cannot be read");
  const others = ["null", "[]", "{}", `{"servers":[],"scenarios":[],"results":[],"date":"","machine":null}`];
  for (const text of others)
    expect(() => readRun(fileWith(text))).toThrow("run.json: is not what a run of the bench saves");
});
