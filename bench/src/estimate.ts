import type { Turns } from "./contest.ts";
import type { Scenario } from "./scenarios.ts";

/** How long a scenario takes with so many servers, in seconds. A guess, that `Remaining` corrects as it goes. */
export function estimateSeconds(scenario: Scenario, servers: number, { seconds, repeat }: Turns): number {
  if (scenario.kind === "idle") return servers * (START + repeat * JOIN * peersOf(scenario)) + repeat * seconds;
  const timed = scenario.kind === "join" || scenario.kind === "storm" ? 0 : seconds + BETWEEN;
  const joins = scenario.kind === "join" || scenario.kind === "storm" ? repeat + 1 : 1;
  const join = scenario.kind === "join" && scenario.tls !== "none" ? TLS_JOIN : JOIN;
  return servers * (START + joins * join * peersOf(scenario) + repeat * timed);
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
  if (scenario.kind === "slow") return scenario.peersPerRoom;
  return scenario.rooms * (scenario.kind === "rooms" ? 2 : scenario.peersPerRoom);
}

/** To start two processes and warm them up. */
const START = 1.7;
/** From one turn to the next. */
const BETWEEN = 0.1;
const JOIN = 0.00025;
const TLS_JOIN = 0.001;
