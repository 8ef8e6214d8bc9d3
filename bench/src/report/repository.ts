import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { Published } from "./published.ts";
import { CHARTS, reportFiles } from "./report-files.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** The path of a file of the repository. */
export function inRepository(path: string): string {
  return resolve(ROOT, path);
}

/** What a run would change in the repository: file by file what is to be in it, or `null` if it is to go; and pages without parts. */
export function changesFor(run: Published): {
  changes: [path: string, text: string | null][];
  unmarked: readonly string[];
} {
  const present = globSync(`${CHARTS}/*`, { cwd: ROOT });
  const { files, unmarked } = reportFiles(run, (path) => readText(path) ?? "", present);
  return { changes: [...files].filter(([path, text]) => readText(path) !== text), unmarked };
}

/** Puts a text into a file, or removes the file. */
export function put(path: string, text: string | null): void {
  const file = inRepository(path);
  if (text === null) return rmSync(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function readText(path: string): string | null {
  const file = inRepository(path);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
