// Builds an example's page, if it has one, and runs the example: `npm run example -- guide`.
import { existsSync, readdirSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { buildPage } from "./build-page.ts";

const EXAMPLES = resolve(import.meta.dirname, "../examples");

const names = readdirSync(EXAMPLES).filter((name) => existsSync(mainOf(name)));
const [wanted] = process.argv.slice(2);
if (wanted !== undefined && names.includes(wanted)) await run(wanted);
else explain(wanted);

/** Runs it in this very process: signals and the exit code need no passing on. */
async function run(name: string): Promise<void> {
  await buildPage(resolve(EXAMPLES, name));
  // inside this repository the packages are used as they are, without a build
  registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ["@parlor/source", ...context.conditions] }),
  });
  await import(pathToFileURL(mainOf(name)).href);
}

function explain(wanted: string | undefined): void {
  const asked = wanted === undefined || wanted === "--help" || wanted === "-h";
  if (!asked) console.error(`There is no example called ${JSON.stringify(wanted)}.`);
  console.log(`Usage: npm run example -- NAME\n\nExamples:\n${names.map((name) => `  ${name}`).join("\n")}`);
  process.exitCode = asked ? 0 : 1;
}

function mainOf(name: string): string {
  return resolve(EXAMPLES, name, "src/main.ts");
}
