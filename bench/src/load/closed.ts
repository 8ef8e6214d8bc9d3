import type { ClosedScenario } from "../scenarios.ts";
import { FrameRing } from "./frames.ts";
import { Histogram } from "./histogram.ts";
import type { Traffic } from "./house.ts";
import { type Ledger, NOT_OURS } from "./ledger.ts";
import type { Load, Run } from "./load.ts";
import type { Peer } from "./peer.ts";
import { Population, type Target, UNDER_WAY } from "./population.ts";
import { Stint } from "./stint.ts";
import { WARM_UP_SECONDS } from "./warm-up.ts";

interface Sender {
  readonly peer: Peer;
  readonly ring: FrameRing;
  /** When each place of the ring was sent. */
  readonly sentMs: Float64Array;
  /** Deliveries that each place of the ring lacks. */
  readonly missing: Int32Array;
  /** The sequence number of its next message. */
  next: number;
  /** Messages it may send, because as many have been delivered. */
  credit: number;
}

/** A closed loop: each sender has so many messages on their way, and sends the next when all addressees have the oldest. */
export class ClosedLoop implements Load, Traffic {
  readonly #scenario: ClosedScenario;
  readonly #population: Population;
  readonly #stint: Stint;
  readonly #receivers: number;
  readonly #latency = new Histogram();
  #ledger: Ledger;
  #senders: readonly (Sender | null)[] = [];
  /** Senders with credit, since the read began. */
  #refilled: Sender[] = [];
  #flying = 0;
  /** When the first delivery of this read was taken, or 0 before: one look at the clock serves a whole read. */
  #readMs = 0;

  constructor(target: Target, scenario: ClosedScenario) {
    const { peersPerRoom } = scenario;
    this.#scenario = scenario;
    this.#population = new Population(target, scenario);
    this.#stint = new Stint(this.#population);
    this.#receivers = target.dialect.echoes && scenario.to === "all" ? peersPerRoom : peersPerRoom - 1;
    this.#ledger = this.#population.ledger();
  }

  async prepare(): Promise<void> {
    const population = this.#population;
    await population.join(population.peers, UNDER_WAY);
    this.#ledger = population.ledger();
    this.#senders = population.peers.map((peer) => this.#sender(peer));
    population.hears(this);
    await this.run(WARM_UP_SECONDS);
  }

  async run(seconds: number): Promise<Run> {
    const before = this.#ledger.taken;
    this.#latency.clear();
    const begin = (nowMs: number): void => {
      for (const sender of this.#senders) if (sender !== null) this.#send(sender, this.#scenario.window, nowMs);
    };
    const elapsedMs = await this.#stint.run(seconds, begin, () => this.#flying);
    const count = this.#ledger.taken - before;
    const figures = {
      perSecond: (count / elapsedMs) * 1000,
      p50Ms: this.#latency.percentileMs(0.5),
      p99Ms: this.#latency.percentileMs(0.99),
    };
    return { count, figures };
  }

  leave(): Promise<null> {
    return Promise.resolve(null);
  }

  delivery(receiver: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#ledger.take(receiver, bytes, start, end);
    if (from === NOT_OURS) return false;
    const sender = this.#senders[from];
    if (sender === null || sender === undefined) throw new Error(`a message of peer ${from}, who has sent nothing`);
    const place = this.#ledger.sequence % this.#scenario.window;
    if (this.#readMs === 0) this.#readMs = performance.now();
    this.#latency.record(this.#readMs - (sender.sentMs[place] ?? 0));
    const missing = (sender.missing[place] ?? 0) - 1;
    sender.missing[place] = missing;
    if (missing === 0) this.#credit(sender);
    return true;
  }

  /** What one read has made room for is sent at once, in one write for each sender. */
  readEnded(): void {
    if (this.#refilled.length === 0) {
      this.#readMs = 0;
      return;
    }
    const refilled = this.#refilled;
    this.#refilled = [];
    for (const sender of refilled) {
      const { credit } = sender;
      sender.credit = 0;
      if (this.#stint.sending) this.#send(sender, credit, this.#readMs);
    }
    this.#readMs = 0;
    if (this.#flying === 0) this.#stint.land();
  }

  mayEnd(): boolean {
    return false;
  }

  #sender(peer: Peer): Sender | null {
    const { peersPerRoom, senders, to, window } = this.#scenario;
    const place = peer.number % peersPerRoom;
    if (senders === "one" && place !== 0) return null;
    return {
      peer,
      ring: new FrameRing(this.#population.messageOf(peer, to), this.#population.dialect.binary, window),
      sentMs: new Float64Array(window),
      missing: new Int32Array(window),
      next: 0,
      credit: 0,
    };
  }

  #credit(sender: Sender): void {
    if (sender.credit++ === 0) this.#refilled.push(sender);
    this.#flying--;
  }

  #send(sender: Sender, count: number, nowMs: number): void {
    const { window } = this.#scenario;
    for (let sequence = sender.next; sequence < sender.next + count; sequence++) {
      sender.sentMs[sequence % window] = nowMs;
      sender.missing[sequence % window] = this.#receivers;
    }
    sender.ring.send(sender.next, count, sender.peer.write);
    sender.next += count;
    this.#flying += count;
  }
}
