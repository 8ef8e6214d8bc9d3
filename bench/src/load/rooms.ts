import type { RoomsScenario } from "../scenarios.ts";
import { FrameRing } from "./frames.ts";
import { Histogram } from "./histogram.ts";
import type { Traffic } from "./house.ts";
import { type Ledger, NOT_OURS } from "./ledger.ts";
import type { Load, Run } from "./load.ts";
import { Population, type Target, UNDER_WAY } from "./population.ts";
import { Rounds } from "./rounds.ts";
import { Stint } from "./stint.ts";
import { WARM_UP_SECONDS } from "./warm-up.ts";

/**
 * A closed loop over many rooms of two, with the same number of messages on their way however many there are: the next
 * message is another room's turn. So only what the rooms cost differs, not how much can be gathered.
 */
export class RoomsLoad implements Load, Traffic {
  readonly #scenario: RoomsScenario;
  readonly #population: Population;
  readonly #stint: Stint;
  readonly #rounds: Rounds;
  readonly #latency = new Histogram();
  /** When each of the last messages was sent, in a ring. */
  readonly #sentMs = new Float64Array(REMEMBERED);
  #ledger: Ledger;
  #rings: readonly FrameRing[] = [];
  /** The number of the next message, through all runs. */
  #next = 0;
  #flying = 0;
  #credit = 0;
  #readMs = 0;

  constructor(target: Target, scenario: RoomsScenario) {
    this.#scenario = scenario;
    this.#population = new Population(target, { rooms: scenario.rooms, peersPerRoom: 2 });
    this.#stint = new Stint(this.#population);
    this.#rounds = new Rounds(scenario.rooms);
    this.#ledger = this.#population.ledger();
  }

  async prepare(): Promise<void> {
    const population = this.#population;
    await population.join(population.peers, UNDER_WAY);
    this.#ledger = population.ledger();
    const { binary } = population.dialect;
    this.#rings = population.peers.map((peer) => new FrameRing(population.messageOf(peer, "each"), binary, 1));
    population.hears(this);
    await this.run(WARM_UP_SECONDS);
  }

  async run(seconds: number): Promise<Run> {
    const before = this.#ledger.taken;
    this.#latency.clear();
    this.#credit = this.#scenario.onTheirWay;
    const elapsedMs = await this.#stint.run(
      seconds,
      (nowMs) => this.#sendMore(nowMs),
      () => this.#flying,
    );
    const count = this.#ledger.taken - before;
    return { count, figures: { perSecond: (count / elapsedMs) * 1000, p99Ms: this.#latency.percentileMs(0.99) } };
  }

  leave(): Promise<null> {
    return Promise.resolve(null);
  }

  delivery(receiver: number, bytes: Buffer, start: number, end: number): boolean {
    const sender = this.#ledger.take(receiver, bytes, start, end);
    if (sender === NOT_OURS) return false;
    if (this.#readMs === 0) this.#readMs = performance.now();
    const message = this.#rounds.messageOf(sender, this.#ledger.sequence);
    this.#latency.record(this.#readMs - (this.#sentMs[message % REMEMBERED] ?? 0));
    this.#flying--;
    this.#credit++;
    return true;
  }

  readEnded(): void {
    if (this.#readMs === 0) return;
    if (this.#stint.sending) this.#sendMore(this.#readMs);
    else if (this.#flying === 0) this.#stint.land();
    this.#readMs = 0;
  }

  mayEnd(): boolean {
    return false;
  }

  #sendMore(nowMs: number): void {
    for (; this.#credit > 0; this.#credit--) {
      const message = this.#next++;
      const sender = this.#rounds.senderOf(message);
      const frame = this.#rings[sender]?.copy(this.#rounds.sequenceOf(message));
      if (frame !== undefined) this.#population.peers[sender]?.write(frame);
      this.#sentMs[message % REMEMBERED] = nowMs;
      this.#flying++;
    }
  }
}

/** More than can come between a message and its delivery. */
const REMEMBERED = 65_536;
