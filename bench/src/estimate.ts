import type { Turns } from "./contest.ts";
import { roomsOf, type Scenario } from "./scenarios.ts";

/** How long a scenario takes with so many servers, in seconds. A guess, that `Remaining` corrects as it goes. */
export function estimateSeconds(scenario: Scenario, servers: number, { seconds, repeat }: Turns): number {
  const joining = peersOf(scenario) * (scenario.kind === "join" && scenario.tls !== "none" ? TLS_JOIN : JOIN);
  if (scenario.kind === "idle") return servers * (START + repeat * joining) + repeat * seconds;
  if (scenario.kind === "join") return servers * (START + (scenario.warmUpTurns + repeat) * (joining + BETWEEN));
  if (scenario.kind === "storm") return servers * (START + (1 + repeat) * (joining + BETWEEN));
  // each of its turns is one to look at memory, one for latency, and twice the end of the slow reader
  const turn = scenario.kind === "slow" ? 2 * (seconds + SLOW_END) : seconds;
  return servers * (START + joining + repeat * (turn + BETWEEN));
}

/** How long the rest of a run takes, judged by what the estimates were worth so far. */
export class Remaining {
  #left: number;
  #estimated = 0;
  #taken = 0;

  /** @param estimates of every scenario of the run, in seconds. */
  constructor(estimates: readonly number[]) {
    this.#left = estimates.reduce((sum, estimate) => sum + estimate, 0);
  }

  /** In seconds. */
  get seconds(): number {
    return this.#estimated === 0 ? this.#left : (this.#left * this.#taken) / this.#estimated;
  }

  /** A scenario that was estimated so took so long. */
  took(estimate: number, seconds: number): void {
    this.#left -= estimate;
    this.#estimated += estimate;
    this.#taken += seconds;
  }
}

function peersOf(scenario: Scenario): number {
  return roomsOf(scenario) * (scenario.kind === "rooms" ? 2 : scenario.peersPerRoom);
}

/** To start two processes and warm them up. */
const START = 1.4;
/** From one turn to the next. */
const BETWEEN = 0.06;
const JOIN = 0.0002;
const TLS_JOIN = 0.0011;
const SLOW_END = 0.6;
