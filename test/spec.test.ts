import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");

function idsIn(text: string, pattern: RegExp): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([, id]) => id ?? ""));
}

test("every rule of docs/spec.md has a test, and every test's rule is there", () => {
  const rules = idsIn(readFileSync(resolve(ROOT, "docs/spec.md"), "utf8"), /^- \*\*([A-Z]{2}\d+)\*\*/gmu);
  const files = globSync(["packages/*/src/**/*.test.ts", "test/**/*.test.ts"], { cwd: ROOT });
  const tested = idsIn(
    files.map((file) => readFileSync(resolve(ROOT, file), "utf8")).join("\n"),
    /["'`]\[([A-Z]{2}\d+)\] /gu,
  );
  expect([...rules.difference(tested)], "rules without a test").toEqual([]);
  expect([...tested.difference(rules)], "tests of rules that are not written down").toEqual([]);
});
