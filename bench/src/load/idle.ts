import type { IdleScenario } from "../scenarios.ts";
import type { Load, Run } from "./load.ts";
import { Population, type Target, UNDER_WAY } from "./population.ts";

/** Peers that are there and say nothing. */
export class IdleLoad implements Load {
  readonly #target: Target;
  readonly #population: Population;

  constructor(target: Target, scenario: IdleScenario) {
    this.#target = target;
    this.#population = new Population(target, scenario);
  }

  /** Some come and go, so that what the first peer makes the server load does not count as the peers'. */
  async prepare(): Promise<void> {
    const { peersPerRoom } = this.#population.size;
    const early = new Population(this.#target, { rooms: EARLY_ROOMS, peersPerRoom, firstRoom: FAR_AWAY });
    await early.join(early.peers, UNDER_WAY);
    await early.close();
  }

  /** All come in, and stay until they are told to leave. */
  async run(): Promise<Run> {
    const { peers } = this.#population;
    await this.#population.join(peers, UNDER_WAY);
    return { count: peers.length, figures: {} };
  }

  async leave(): Promise<null> {
    await this.#population.leave(this.#population.peers);
    return null;
  }
}

const EARLY_ROOMS = 100;
const FAR_AWAY = 1_000_000;
