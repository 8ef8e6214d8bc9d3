import { spawnSync } from "node:child_process";

import { which } from "./chromium.ts";

/** Installs Debian packages if this machine has apt-get and we may use it; says whether it has. */
export function installDebian(...packages: string[]): boolean {
  if (process.getuid?.() !== 0 || which("apt-get") === null) return false;
  console.log(`Installing ${packages.join(", ")}`);
  return apt("update") && apt("install", "-y", "--no-install-recommends", ...packages);
}

function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, stderr } = spawnSync("apt-get", ["-qq", ...args], { encoding: "utf8", env });
  if (status !== 0) console.error(stderr);
  return status === 0;
}
