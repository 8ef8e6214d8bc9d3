import { setTimeout as pass } from "node:timers/promises";

import type { SlowScenario } from "../scenarios.ts";
import type { Traffic } from "./house.ts";
import type { Load, Run } from "./load.ts";
import { OpenLoop } from "./open-loop.ts";
import type { Peer } from "./peer.ts";
import { Population, type Target } from "./population.ts";
import { WARM_UP_SECONDS } from "./warm-up.ts";

/** A room in which one sends to all at a steady rate, and one of the readers stops reading. Each turn has a room of its own. */
export class SlowLoad implements Load {
  readonly #target: Target;
  readonly #scenario: SlowScenario;
  #turns = 0;
  /** Ends the turn that was taken last. */
  #end: () => Promise<string> = () => Promise.reject(new Error("No turn was taken"));

  constructor(target: Target, scenario: SlowScenario) {
    this.#target = target;
    this.#scenario = scenario;
  }

  async prepare(): Promise<void> {
    await this.#turn(WARM_UP_SECONDS, () => undefined);
    await this.leave();
  }

  run(seconds: number): Promise<Run> {
    return this.#turn(seconds, (slow) => slow.pause());
  }

  leave(): Promise<string> {
    return this.#end();
  }

  async #turn(seconds: number, begin: (slow: Peer) => void): Promise<Run> {
    const { peersPerRoom, perSecond } = this.#scenario;
    const population = new Population(this.#target, { rooms: 1, peersPerRoom, firstRoom: this.#turns++ });
    await population.join(population.peers, peersPerRoom);
    const [sender, slow] = population.peers;
    if (sender === undefined || slow === undefined) throw new Error("It takes two to be slow");
    const receivers = this.#target.dialect.echoes ? peersPerRoom - 1 : peersPerRoom - 2;
    const loop = new OpenLoop(population, { senders: [sender], to: "all", perSecond, receivers });
    const traffic = new SlowTraffic(loop, slow);
    population.hears(traffic);
    this.#end = async () => {
      const fate = await traffic.fateOfSlow();
      await population.close();
      return fate;
    };
    begin(slow);
    loop.start();
    await population.orFailure(pass(seconds * 1000));
    await loop.stop();
    const { latency, busy, wasLate } = loop;
    return { count: loop.delivered, figures: { p99Ms: latency.percentileMs(0.99) }, busy, late: wasLate };
  }
}

/** The deliveries to the slow one do not count, but it is of interest what became of them. */
class SlowTraffic implements Traffic {
  readonly #loop: OpenLoop;
  readonly #slow: Peer;
  #got = 0;
  #letGo = false;

  constructor(loop: OpenLoop, slow: Peer) {
    this.#loop = loop;
    this.#slow = slow;
  }

  delivery(receiver: number, bytes: Buffer, start: number, end: number): boolean {
    if (receiver !== this.#slow.number) return this.#loop.delivery(receiver, bytes, start, end);
    this.#got++;
    return true;
  }

  readEnded(): void {
    this.#loop.readEnded();
  }

  mayEnd(peer: number): boolean {
    if (peer !== this.#slow.number) return false;
    this.#letGo = true;
    return true;
  }

  /** Reads on, to see what the server has kept. */
  async fateOfSlow(): Promise<string> {
    this.#slow.resume();
    for (let before = -1; before < this.#got && !this.#letGo && this.#got < this.#loop.sent;) {
      before = this.#got;
      await pass(QUIET_MS);
    }
    if (this.#letGo) return "let the slow reader go";
    return this.#got < this.#loop.sent
      ? "left messages out for the slow reader"
      : "kept everything for the slow reader";
  }
}

/** Who has heard nothing for so long will hear no more. */
const QUIET_MS = 500;
