import { setTimeout as pass } from "node:timers/promises";

import type { OpenScenario } from "../scenarios.ts";
import type { Load, Run } from "./load.ts";
import { OpenLoop } from "./open-loop.ts";
import { Population, type Target, UNDER_WAY } from "./population.ts";
import { WARM_UP_SECONDS } from "./warm-up.ts";

/** Messages at a fixed rate: what a delivery takes when the server is not full. */
export class OpenLoad implements Load {
  readonly #scenario: OpenScenario;
  readonly #population: Population;
  #loop: OpenLoop | null = null;

  constructor(target: Target, scenario: OpenScenario) {
    this.#scenario = scenario;
    this.#population = new Population(target, scenario);
  }

  async prepare(): Promise<void> {
    const { peers } = this.#population;
    await this.#population.join(peers, UNDER_WAY);
    this.#loop = new OpenLoop(this.#population, {
      senders: peers,
      to: "each",
      perSecond: this.#scenario.perSecond,
      receivers: this.#scenario.peersPerRoom - 1,
    });
    this.#population.hears(this.#loop);
    await this.run(WARM_UP_SECONDS);
  }

  async run(seconds: number): Promise<Run> {
    const loop = this.#loop;
    if (loop === null) throw new Error("Nobody has joined");
    const before = loop.delivered;
    loop.start();
    await this.#population.orFailure(pass(seconds * 1000));
    await loop.stop();
    const { latency, busy, wasLate } = loop;
    const figures = {
      p50Ms: latency.percentileMs(0.5),
      p99Ms: latency.percentileMs(0.99),
      p999Ms: latency.percentileMs(0.999),
    };
    return { count: loop.delivered - before, figures, busy, late: wasLate };
  }

  leave(): Promise<null> {
    return Promise.resolve(null);
  }
}
