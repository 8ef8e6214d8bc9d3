import { spawnSync } from "node:child_process";

/** A Python that has the `websockets` package: the one in `PYTHON`, the first in `PATH`, or Debian's; or `null`. */
export function findPython(): string | null {
  const given = process.env["PYTHON"] ?? "";
  const programs = given === "" ? ["python3", "/usr/bin/python3"] : [given];
  return programs.find(hasWebsockets) ?? null;
}

function hasWebsockets(program: string): boolean {
  return spawnSync(program, ["-c", "import websockets"]).status === 0;
}
