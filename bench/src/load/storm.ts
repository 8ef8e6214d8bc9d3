import { setTimeout as pass } from "node:timers/promises";

import type { StormScenario } from "../scenarios.ts";
import type { Load, Run } from "./load.ts";
import { OpenLoop } from "./open-loop.ts";
import type { Peer } from "./peer.ts";
import { Population, type Target, UNDER_WAY } from "./population.ts";
import { WARM_UP_SECONDS } from "./warm-up.ts";

/** All peers of many rooms are cut off at once and come back, while a few other rooms go on talking. */
export class StormLoad implements Load {
  readonly #scenario: StormScenario;
  readonly #population: Population;
  /** Who goes on talking. */
  readonly #steady: readonly Peer[];
  /** Who is cut off. */
  readonly #crowd: readonly Peer[];
  #loop: OpenLoop | null = null;

  constructor(target: Target, scenario: StormScenario) {
    const { steadyRooms, rooms, peersPerRoom } = scenario;
    this.#scenario = scenario;
    this.#population = new Population(target, { rooms: steadyRooms + rooms, peersPerRoom });
    this.#steady = this.#population.peers.slice(0, steadyRooms * peersPerRoom);
    this.#crowd = this.#population.peers.slice(this.#steady.length);
  }

  async prepare(): Promise<void> {
    await this.#population.join(this.#population.peers, UNDER_WAY);
    this.#loop = new OpenLoop(this.#population, {
      senders: this.#steady,
      to: "each",
      perSecond: this.#scenario.perSecond,
      receivers: this.#scenario.peersPerRoom - 1,
    });
    this.#population.hears(this.#loop);
    this.#loop.start();
    await this.#population.orFailure(pass(WARM_UP_SECONDS * 1000));
    await this.#loop.stop();
  }

  async run(): Promise<Run> {
    const loop = this.#loop;
    if (loop === null) throw new Error("Nobody has joined");
    loop.start();
    const cutAt = performance.now();
    await this.#population.leave(this.#crowd);
    await this.#population.join(this.#crowd, this.#scenario.underWay);
    const backMs = performance.now() - cutAt;
    await loop.stop();
    const { latency, lateness, busy } = loop;
    const figures = { backMs, worstDelayMs: latency.mostMs };
    const wasLate = lateness.mostMs > latency.mostMs / 2;
    const note = wasLate ? { note: "half of the worst delay and more was the load generator's" } : {};
    return { count: this.#crowd.length, figures, busy, ...note };
  }

  leave(): Promise<null> {
    return Promise.resolve(null);
  }
}
