import { execFileSync } from "node:child_process";

import { PEERS_PER_ADDRESS } from "./load/population.ts";
import type { Scenario } from "./scenarios.ts";

/** A scenario as this machine can run it, and what had to be changed, or `null`. */
export interface Fitted {
  readonly scenario: Scenario;
  readonly note: string | null;
}

/**
 * Fewer rooms where a process may not open so many files, as a server needs one for each peer. On systems other than
 * Linux loopback has one address, and so ports for some 14,000.
 */
export function fit(scenario: Scenario, files: number, platform: string = process.platform): Fitted {
  if (scenario.kind === "slow") return { scenario, note: null };
  const perRoom = scenario.kind === "rooms" ? 2 : scenario.peersPerRoom;
  const others = scenario.kind === "storm" ? scenario.steadyRooms * perRoom : 0;
  const peers = Math.min(files - SPARE_FILES, platform === "linux" ? PEERS_OF_LINUX : PEERS_ELSEWHERE);
  const rooms = Math.floor((peers - others) / perRoom);
  if (rooms >= scenario.rooms) return { scenario, note: null };
  const needed = scenario.rooms * perRoom + others + SPARE_FILES;
  const note = `only ${rooms.toLocaleString("en")} rooms here: a process may open ${files} files, ${needed} are needed`;
  return { scenario: { ...scenario, rooms }, note };
}

/** How many files each process of ours may open, after an attempt to be allowed what the scenarios need. */
export function allowFiles(): number {
  const before = allowedFiles();
  if (before >= WANTED_FILES) return before;
  // what this process may, its children may
  output("prlimit", ["--pid", String(process.pid), `--nofile=${WANTED_FILES}:${WANTED_FILES}`]);
  return allowedFiles();
}

function allowedFiles(): number {
  const hard = output("sh", ["-c", "ulimit -H -n"]);
  if (hard === null) return USUAL_FILES;
  return hard === "unlimited" ? WANTED_FILES : Number(hard);
}

function output(program: string, args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, { stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

const WANTED_FILES = 65_536;
const USUAL_FILES = 1024;
/** What a process has open besides its peers. */
const SPARE_FILES = 200;
/** 127.0.0.1 to 127.0.0.200. */
const PEERS_OF_LINUX = 200 * PEERS_PER_ADDRESS;
const PEERS_ELSEWHERE = 14_000;
