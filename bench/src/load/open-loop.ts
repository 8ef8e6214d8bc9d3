import { FrameRing } from "./frames.ts";
import { Histogram } from "./histogram.ts";
import type { Traffic } from "./house.ts";
import { NOT_OURS, type Ledger } from "./ledger.ts";
import type { Peer } from "./peer.ts";
import type { Population } from "./population.ts";
import { Schedule } from "./schedule.ts";
import { LANDING_MS } from "./stint.ts";

/** Who sends what, and how often. */
export interface OpenLoopOptions {
  readonly senders: readonly Peer[];
  readonly to: "all" | "each";
  /** Messages of all senders together. */
  readonly perSecond: number;
  /** Deliveries that make a message complete. */
  readonly receivers: number;
}

/**
 * Sends on schedule, whatever the server does, and times each delivery from when its message was due. The event loop
 * spins, because a timer is only right to a millisecond.
 */
export class OpenLoop implements Traffic {
  /** From when a message was due until it was delivered. */
  readonly latency = new Histogram();
  /** From when a message was due until it was sent: what the load generator itself adds to that. */
  readonly lateness = new Histogram();
  readonly #population: Population;
  readonly #options: OpenLoopOptions;
  readonly #ledger: Ledger;
  readonly #rings: readonly FrameRing[];
  /** The place among the senders, by the number of the peer. */
  readonly #placeOf: ReadonlyMap<number, number>;
  readonly #schedule: Schedule;
  /** The number of the next message. */
  #next = 0;
  #delivered = 0;
  #readMs = 0;
  #sending = false;
  #startedMs = 0;
  #tickedMs = 0;
  #hasWorked = false;
  #idleMs = 0;
  #landed: (() => void) | null = null;

  /** The senders, and those to whom they send, have joined. */
  constructor(population: Population, options: OpenLoopOptions) {
    const { senders, to, perSecond } = options;
    this.#population = population;
    this.#options = options;
    this.#ledger = population.ledger();
    this.#rings = senders.map((peer) => new FrameRing(population.messageOf(peer, to), population.dialect.binary, 1));
    this.#placeOf = new Map(senders.map(({ number }, place) => [number, place]));
    this.#schedule = new Schedule(senders.length, perSecond);
  }

  /** Messages sent so far. */
  get sent(): number {
    return this.#next;
  }

  /** Deliveries so far. */
  get delivered(): number {
    return this.#delivered;
  }

  /** The share of the time since the start in which there was something to do, from 0 to 1. */
  get busy(): number {
    return 1 - this.#idleMs / (this.#tickedMs - this.#startedMs);
  }

  /** Whether the load generator was held up itself since the start, so that the times are its own. */
  get wasLate(): boolean {
    return this.lateness.percentileMs(0.99) > LATE_MS;
  }

  /** Begins to send. */
  start(): void {
    this.latency.clear();
    this.lateness.clear();
    this.#sending = true;
    this.#startedMs = performance.now();
    this.#tickedMs = this.#startedMs;
    this.#idleMs = 0;
    this.#schedule.start(this.#next, this.#startedMs);
    setImmediate(this.#tick);
  }

  /** Sends no more, and resolves when everything has arrived. */
  async stop(): Promise<void> {
    this.#sending = false;
    const missing = (): number => this.#next * this.#options.receivers - this.#delivered;
    if (missing() === 0) return;
    const landed = new Promise<void>((resolve) => {
      this.#landed = resolve;
    });
    const overdue = setTimeout(
      () => this.#population.fail(new Error(`${missing()} deliveries never came`)),
      LANDING_MS,
    );
    try {
      await this.#population.orFailure(landed);
    } finally {
      clearTimeout(overdue);
      this.#landed = null;
    }
  }

  delivery(receiver: number, bytes: Buffer, start: number, end: number): boolean {
    const sender = this.#ledger.take(receiver, bytes, start, end);
    if (sender === NOT_OURS) return false;
    const place = this.#placeOf.get(sender);
    if (place === undefined) throw new Error(`a message of peer ${sender}, who has sent nothing`);
    if (this.#readMs === 0) this.#readMs = performance.now();
    const message = this.#schedule.messageOf(place, this.#ledger.sequence);
    this.latency.record(this.#readMs - this.#schedule.dueMs(message));
    this.#delivered++;
    return true;
  }

  readEnded(): void {
    this.#readMs = 0;
    this.#hasWorked = true;
    if (this.#landed !== null && this.#delivered === this.#next * this.#options.receivers) this.#landed();
  }

  mayEnd(): boolean {
    return false;
  }

  readonly #tick = (): void => {
    const nowMs = performance.now();
    if (!this.#hasWorked) this.#idleMs += nowMs - this.#tickedMs;
    this.#hasWorked = false;
    this.#tickedMs = nowMs;
    if (!this.#sending) return;
    for (const due = this.#schedule.dueUntil(nowMs); this.#next < due; this.#next++) this.#send(this.#next, nowMs);
    setImmediate(this.#tick);
  };

  #send(message: number, nowMs: number): void {
    const place = this.#schedule.senderOf(message);
    const frame = this.#rings[place]?.copy(this.#schedule.sequenceOf(message));
    if (frame !== undefined) this.#options.senders[place]?.write(frame);
    this.lateness.record(nowMs - this.#schedule.dueMs(message));
    this.#hasWorked = true;
  }
}

/** More than that in the 99th percentile, and the load generator was late. */
const LATE_MS = 2;
