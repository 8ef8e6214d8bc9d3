import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

import { buildPage } from "./build-page.ts";
import { findChromium, which } from "./chromium.ts";
import { installDebian } from "./debian.ts";
import { inNamespaces } from "./namespace.ts";

const ROOT = resolve(import.meta.dirname, "..");
const VITEST = resolve(ROOT, "node_modules/vitest/vitest.mjs");

/** Where administrators' programs are that other users' PATH often leaves out. */
const SBIN = "/usr/sbin:/sbin";

/** No run takes this long; one that hangs ends. */
const LIMIT_MS = 5 * 60_000;

/** A network and mounts of its own, and processes that all end with the first of them, whatever happens to it. */
const NAMESPACES = ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];

/**
 * A card with a way out which leads nowhere: its other end is here too. Without a card Firefox finds no candidates, and
 * without a way out a TURN server stops relaying at the first address that it cannot reach. Named namespaces are files in
 * /run/netns, and the lab's shall be nobody else's.
 */
const SET_UP = [
  "mount -t tmpfs tmpfs /run",
  "mkdir /run/netns",
  "ip link set lo up",
  "ip link add card type veth peer name nowhere",
  "ip addr add 10.99.0.1/24 dev card",
  "ip link set card up",
  "ip link set nowhere up",
  "ip neigh add 10.99.0.254 lladdr 02:00:00:00:00:fe dev card nud permanent",
  "ip route add default via 10.99.0.254",
].join(" && ");

/**
 * Runs the tests of a project of vitest's in a lab: Linux namespaces in which they build networks as they like, and which
 * nothing leaves. What came behind the name of the script goes to vitest. `programs` are what the tests need besides a
 * Chromium, each with the Debian package that has it; what is missing is installed, by root on Debian.
 *
 * A machine that cannot do it says why, and the tests are skipped. Where the environment has `CI`, that is a failure.
 */
export async function runInLab(project: string, programs: Readonly<Record<string, string>>): Promise<void> {
  if (process.platform !== "linux") skip("network namespaces are a thing of Linux");
  const all = { ip: "iproute2", nft: "nftables", ...programs };
  const missing = findMissing(all);
  if (missing.length > 0) installDebian(...missing);
  const chromium = findChromium();
  const stillMissing = findMissing(all);
  if (chromium === null || stillMissing.length > 0) skip(`not installed: ${stillMissing.join(", ")} (Debian's names)`);
  const tests = [process.execPath, VITEST, "run", "--project", project, ...process.argv.slice(2)];
  const command = inNamespaces(NAMESPACES, SET_UP, tests);
  if (command === null) skip("this user may not make network namespaces here; root may");
  await buildPage(resolve(ROOT, "test/lab"));
  run(command, { PATH: `${process.env["PATH"]}:${SBIN}`, CHROMIUM: chromium, PARLOR_LAB: "1" });
}

function findMissing(programs: Readonly<Record<string, string>>): readonly string[] {
  const packages = Object.entries(programs).flatMap(([program, name]) => (which(program) === null ? [name] : []));
  return findChromium() === null ? [...packages, "chromium-headless-shell"] : packages;
}

function run([program = "", ...args]: readonly string[], variables: Readonly<Record<string, string>>): void {
  const { status, error } = spawnSync(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...variables },
    stdio: "inherit",
    timeout: LIMIT_MS,
    killSignal: "SIGKILL",
  });
  if (error !== undefined) console.error(error.message);
  process.exitCode = status ?? 1;
}

function skip(reason: string): never {
  const isCi = (process.env["CI"] ?? "") !== "";
  console.error(`${isCi ? "Cannot run" : "Skipped"}: ${reason}`);
  process.exit(isCi ? 1 : 0);
}
