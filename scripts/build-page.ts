import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { build } from "vite";

/** Builds the page of an example into its `dist` folder. Does nothing for an example without one. */
export async function buildPage(example: string): Promise<void> {
  const configFile = join(example, "vite.config.ts");
  if (!existsSync(configFile)) return;
  // beside it, and then file by file: a server that starts or serves meanwhile finds a whole page
  const fresh = mkdtempSync(join(example, "dist-"));
  try {
    await build({ configFile, logLevel: "warn", build: { outDir: fresh } });
    replaceFiles(join(example, "dist"), fresh);
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

/** Moves all files of one folder into another, over those of the same name, and removes what else is there. */
function replaceFiles(folder: string, fresh: string): void {
  const files = new Set(filesOf(fresh));
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    renameSync(join(fresh, file), join(folder, file));
  }
  for (const file of filesOf(folder)) if (!files.has(file)) rmSync(join(folder, file));
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
