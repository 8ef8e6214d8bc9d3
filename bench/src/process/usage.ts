import { performance } from "node:perf_hooks";

/** What a process has used since it started. Differences of two are what a measurement used. */
export interface Usage {
  /** When it was read, in milliseconds since the process started. */
  readonly atMs: number;
  /** CPU time of all its threads, in microseconds. */
  readonly cpuUs: number;
  /** How long its event loop was busy, in milliseconds, whether or not the system let it run. */
  readonly activeMs: number;
  /** How long its event loop waited for something to do, in milliseconds. Both are 0 where a runtime does not say. */
  readonly idleMs: number;
}

/** What this process has used so far. */
export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  const { active, idle } = performance.eventLoopUtilization();
  return { atMs: performance.now(), cpuUs: user + system, activeMs: active, idleMs: idle };
}

/**
 * The share of a time in which the event loop was busy, from 0 to 1. A process at 1 was full. Where the runtime does not
 * count that, the share of one core that the process had.
 */
export function busyShare(before: Usage, after: Usage): number {
  const active = after.activeMs - before.activeMs;
  const idle = after.idleMs - before.idleMs;
  if (active + idle > 0) return active / (active + idle);
  const elapsed = after.atMs - before.atMs;
  return elapsed === 0 ? 0 : Math.min(1, (after.cpuUs - before.cpuUs) / 1000 / elapsed);
}

/** How much CPU time a process got for the time in which it had something to do. Helper threads can lift it over 1. */
export function grantedShare(before: Usage, after: Usage): number {
  const active = after.activeMs - before.activeMs;
  return active === 0 ? 1 : (after.cpuUs - before.cpuUs) / 1000 / active;
}
