import { spawnSync } from "node:child_process";

import { which } from "./chromium.ts";
import { installDebian } from "./debian.ts";

/**
 * The command line that runs `command` in a network of its own, with nothing but loopback in it: browsers under test then
 * reach only this machine, and calls take the same path everywhere. Gives back `command` as it is where that cannot be.
 */
export function onLoopbackOnly(command: readonly string[]): readonly string[] {
  const bringUp = process.platform === "linux" ? findBringUp() : null;
  if (bringUp !== null) {
    for (const unshare of [
      ["unshare", "--net"],
      ["unshare", "--map-root-user", "--net"],
    ]) {
      const isolated = [...unshare, "sh", "-c", `${bringUp} && exec "$@"`, "sh"];
      if (works([...isolated, "true"])) return [...isolated, ...command];
    }
  }
  console.log("No network namespace here: the browsers run in the machine's own network.");
  return command;
}

function findBringUp(): string | null {
  if (which("ip") === null && which("ifconfig") === null) installDebian("iproute2");
  const [ip, ifconfig] = [which("ip"), which("ifconfig")];
  if (ip !== null) return `${ip} link set lo up`;
  return ifconfig === null ? null : `${ifconfig} lo up`;
}

function works([program = "", ...args]: readonly string[]): boolean {
  return spawnSync(program, args).status === 0;
}
