// Makes the charts and the figures of the docs out of what a run of the bench saved, or checks that they are up to date.
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { readRun } from "./published.ts";
import { PUBLISHED } from "./report-files.ts";
import { changesFor, inRepository, put } from "./repository.ts";

const LATEST = "bench/results/latest.json";
const HELP = `Makes the charts and the figures of the docs.

npm run bench:report -- [file]
  out of what \`npm run bench -- --json file\` saved (default ${LATEST})
npm run bench:report -- --check [file]
  writes nothing, and fails if something is not up to date (default ${PUBLISHED})`;

function main(): void {
  const { values, positionals } = parseArgs({
    options: { check: { type: "boolean", default: false }, help: { type: "boolean", short: "h", default: false } },
    allowPositionals: true,
  });
  if (values.help) return console.log(HELP);
  const [given, ...more] = positionals;
  if (more.length > 0) throw new Error(`one run at a time, not also ${more.join(", ")}`);
  const run = readRun(given === undefined ? inRepository(values.check ? PUBLISHED : LATEST) : resolve(given));

  const { changes, unmarked } = changesFor(run);
  for (const path of unmarked) console.log(`${path}: no part to fill`);
  for (const [path, text] of changes) {
    if (values.check) {
      console.error(`${path}: ${text === null ? "is of another run" : "is not up to date"}`);
    } else {
      put(path, text);
      console.log(`${path}: ${text === null ? "removed" : "written"}`);
    }
  }
  if (values.check && changes.length > 0) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
