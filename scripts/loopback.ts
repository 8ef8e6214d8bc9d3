import { which } from "./chromium.ts";
import { installDebian } from "./debian.ts";
import { inNamespaces } from "./namespace.ts";

/**
 * The command line that runs `command` in a network of its own, with nothing but loopback in it: browsers under test then
 * reach only this machine, and calls take the same path everywhere. Gives back `command` as it is where that cannot be.
 */
export function onLoopbackOnly(command: readonly string[]): readonly string[] {
  const bringUp = process.platform === "linux" ? findBringUp() : null;
  const isolated = bringUp === null ? null : inNamespaces(["--net"], bringUp, command);
  if (isolated !== null) return isolated;
  console.log("No network namespace here: the browsers run in the machine's own network.");
  return command;
}

function findBringUp(): string | null {
  if (which("ip") === null && which("ifconfig") === null) installDebian("iproute2");
  const [ip, ifconfig] = [which("ip"), which("ifconfig")];
  if (ip !== null) return `${ip} link set lo up`;
  return ifconfig === null ? null : `${ifconfig} lo up`;
}
