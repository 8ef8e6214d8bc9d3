import { existsSync } from "node:fs";

import { expect, test } from "vitest";

import { readRun } from "./published.ts";
import { PUBLISHED } from "./report-files.ts";
import { changesFor, inRepository } from "./repository.ts";

test("the charts and figures of the docs are those of the published run", () => {
  const file = inRepository(PUBLISHED);
  const changes = existsSync(file) ? changesFor(readRun(file)).changes : [];
  // `npm run bench:report -- docs/benchmarks/results.json` makes them anew
  expect(changes.map(([path]) => path)).toEqual([]);
});
