import type { ThrottleSettings } from "./throttle-options.ts";
import { randomShare } from "./throttle-random.ts";

/** What those who wait in a {@link ThrottleLine} wait for. */
export interface Gate<Result> {
  /** From when on an attempt may start; `Infinity` if another one must be over first. */
  readyAt(keys: readonly string[], now: number): number;
  /** How often those of the attempt's keys have failed that are not the account's. */
  strikes(keys: readonly string[]): number;
  /** Lets an attempt go on. */
  start(keys: readonly string[], now: number): Result;
  /** Turns one away that would have to wait for so long. */
  refuse(waitMs: number): Result;
}

/** One who waits. */
interface Waiting<Result> {
  readonly keys: readonly string[];
  readonly deadline: number;
  /** Decides among those with as many strikes. */
  readonly lot: number;
  readonly resolve: (result: Result) => void;
}

/**
 * The attempts that are held until their time has come. Where several wait for the same, the one with the fewest strikes goes
 * first, and among equals chance decides: by order of arrival whoever asks most often would always be first.
 */
export class ThrottleLine<Result> {
  readonly #gate: Gate<Result>;
  readonly #settings: ThrottleSettings;
  #waiting: Waiting<Result>[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: ThrottleSettings, gate: Gate<Result>) {
    this.#settings = settings;
    this.#gate = gate;
  }

  /** Holds an attempt, for at most `maxWaitMs`. If that makes too many, the one that would go last is turned away. */
  hold(keys: readonly string[], now: number): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<Result>();
    this.#waiting.push({ keys, deadline: now + this.#settings.maxWaitMs, lot: randomShare(), resolve });
    if (this.#waiting.length > this.#settings.maxWaiting) {
      this.#waiting = this.#inTurn();
      const last = this.#waiting.pop();
      last?.resolve(this.#gate.refuse(this.#gate.readyAt(last.keys, now) - now));
    }
    this.#schedule(now);
    return promise;
  }

  /** Lets those go on whose time has come, and turns those away for whom it cannot come any more. */
  wake(now: number): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#inTurn();
    this.#waiting = [];
    for (const one of waiting) {
      const readyAt = this.#gate.readyAt(one.keys, now);
      const isHopeless = readyAt !== Number.POSITIVE_INFINITY && readyAt > one.deadline;
      if (readyAt <= now) one.resolve(this.#gate.start(one.keys, now));
      else if (isHopeless || now >= one.deadline) one.resolve(this.#gate.refuse(readyAt - now));
      else this.#waiting.push(one);
    }
    this.#schedule(now);
  }

  #inTurn(): Waiting<Result>[] {
    const ranked = this.#waiting.map((one) => ({ one, strikes: this.#gate.strikes(one.keys) }));
    return ranked.sort((a, b) => a.strikes - b.strikes || a.one.lot - b.one.lot).map(({ one }) => one);
  }

  #schedule(now: number): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    const next = this.#waiting.map(({ keys, deadline }) => Math.min(deadline, this.#gate.readyAt(keys, now)));
    this.#timer = setTimeout(() => this.wake(performance.now()), Math.ceil(Math.min(...next) - now));
  }
}
