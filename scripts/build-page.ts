import { existsSync } from "node:fs";
import { join } from "node:path";

import { build } from "vite";

/** Builds the page of an example into its `dist` folder. Does nothing for an example without one. */
export async function buildPage(example: string): Promise<void> {
  const configFile = join(example, "vite.config.ts");
  if (existsSync(configFile)) await build({ configFile, logLevel: "warn" });
}
