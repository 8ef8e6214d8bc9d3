import type { JoinScenario } from "../scenarios.ts";
import type { Load, Run } from "./load.ts";
import { Population, type Target } from "./population.ts";

/** Peers that come as fast as it goes, and leave again before the next turn. */
export class JoinLoad implements Load {
  readonly #scenario: JoinScenario;
  readonly #population: Population;

  constructor(target: Target, scenario: JoinScenario) {
    this.#scenario = scenario;
    this.#population = new Population(target, scenario);
  }

  /** Some turns to warm up, which also give everybody a TLS session. */
  async prepare(): Promise<void> {
    for (let turn = 0; turn < this.#scenario.warmUpTurns; turn++) {
      await this.run();
      await this.leave();
    }
  }

  async run(): Promise<Run> {
    const { peers } = this.#population;
    const startedAt = performance.now();
    await this.#population.join(peers, this.#scenario.underWay);
    const joinsPerSecond = (peers.length / (performance.now() - startedAt)) * 1000;
    const whole = this.#scenario.tls === "resumed" ? peers.filter((peer) => !peer.resumedTls).length : 0;
    const note = whole > 0 ? { note: `${percent(whole / peers.length)} took up no session` } : {};
    return { count: peers.length, figures: { joinsPerSecond }, ...note };
  }

  async leave(): Promise<null> {
    await this.#population.leave(this.#population.peers);
    return null;
  }
}

function percent(share: number): string {
  return `${Math.ceil(share * 100)} %`;
}
