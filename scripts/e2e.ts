// Runs the end-to-end tests in a real Chromium, and with clients of another make: `npm run e2e`. Arguments go to vitest.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

import { buildPage } from "./build-page.ts";
import { findChromium } from "./chromium.ts";
import { installDebian } from "./debian.ts";
import { findPython } from "./find-python.ts";
import { onLoopbackOnly } from "./loopback.ts";

const ROOT = resolve(import.meta.dirname, "..");
const VITEST = resolve(ROOT, "node_modules/vitest/vitest.mjs");

if (findChromium() === null) installDebian("chromium-headless-shell");
const chromium = findChromium();
if (chromium === null) {
  console.error("No Chromium: install chromium-headless-shell (Debian) or Chrome, or set CHROMIUM to its path.");
  process.exit(1);
}
if (findPython() === null) installDebian("python3-websockets");
const hasPython = findPython() !== null;
if (!hasPython) {
  console.error("No Python with websockets: install python3-websockets (Debian), or set PYTHON to one that has it.");
  if ((process.env["CI"] ?? "") !== "") process.exit(1);
  console.error("Going on without: no client of another make is tried.");
}
const without = hasPython ? [] : ["--exclude", "test/e2e/python/**"];
for (const example of ["guide", "call", "auth"]) await buildPage(resolve(ROOT, "examples", example));
const vitest = [process.execPath, VITEST, "run", "--project", "e2e", ...without, ...process.argv.slice(2)];
const [program = "", ...args] = onLoopbackOnly(vitest);
const env = { ...process.env, CHROMIUM: chromium };
process.exitCode = spawnSync(program, args, { cwd: ROOT, env, stdio: "inherit" }).status ?? 1;
