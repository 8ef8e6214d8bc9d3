import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser } from "playwright-core";

import { findChromium } from "../../scripts/chromium.ts";
import { launchBrowser } from "../e2e/people.ts";
import type { Host, Internet } from "./internet.ts";

/** Starts a Chromium on a host. */
export async function launchOn(internet: Internet, host: Host): Promise<Browser> {
  const chromium = findChromium();
  if (chromium === null) throw new Error("No Chromium: the labs find or install one");
  const folder = await mkdtemp(join(tmpdir(), "parlor-lab-"));
  // Playwright wants a program without arguments
  const program = join(folder, "chromium");
  try {
    await writeFile(program, `#!/bin/sh\nexec ${internet.on(host, chromium).join(" ")} "$@"\n`);
    await chmod(program, 0o700);
    return await launchBrowser(program);
  } finally {
    await rm(folder, { recursive: true });
  }
}
