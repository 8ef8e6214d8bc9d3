import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";

import type { Cores } from "./contestant.ts";

/** Where and with what a run was made. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  /** The commit of this repository, with a `+` if files have changed since, or `null` outside git. */
  readonly commit: string | null;
}

/** Describes this machine. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    commit: commit(),
  };
}

/** Two cores to pin to, where there are two and `taskset` can. The server gets the last: interrupts like the first. */
export function chooseCores(): Cores {
  const allowed = allowedCores();
  const [load] = allowed;
  const server = allowed.at(-1);
  if (allowed.length < 2 || load === undefined || server === undefined || !hasTaskset()) {
    return { server: null, load: null };
  }
  return { server, load };
}

/** The cores this process may run on: in a container not all of the machine's. */
function allowedCores(): number[] {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "";
    return list.split(",").flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch {
    return [];
  }
}

function hasTaskset(): boolean {
  return output("taskset", ["--version"]) !== null;
}

function commit(): string | null {
  const hash = output("git", ["rev-parse", "--short", "HEAD"]);
  if (hash === null) return null;
  return output("git", ["status", "--porcelain"]) === "" ? hash : `${hash}+`;
}

function output(program: string, args: readonly string[]): string | null {
  try {
    const cwd = import.meta.dirname;
    return execFileSync(program, args, { cwd, stdio: ["ignore", "pipe", "ignore"], encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}
