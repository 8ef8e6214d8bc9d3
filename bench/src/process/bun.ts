import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The Bun that npm has installed: an optional dependency, which is not there for every platform. */
export interface Bun {
  readonly file: string;
  readonly version: string;
}

/** Finds it, once, and makes sure that it runs. `null` if it does not. */
export function findBun(): Bun | null {
  found ??= { bun: look() };
  return found.bun;
}

/** Why what runs on Bun is left out where it is not found. */
export const NO_BUN = "npm's optional package bun is not installed, or not for this platform";

let found: { readonly bun: Bun | null } | null = null;

function look(): Bun | null {
  try {
    // npm's package names the program like this on every platform
    const file = fileURLToPath(import.meta.resolve("bun/bin/bun.exe"));
    const version = execFileSync(file, ["--version"], { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" });
    return { file, version: version.trim() };
  } catch {
    return null;
  }
}
