/** Something whose life is looked at from time to time. */
export interface Beating {
  /**
   * @param now a monotonic time in milliseconds.
   * @param isLate whether this process has stalled: what clients have said meanwhile may not have been read yet.
   */
  beat(now: number, isLate: boolean): void;
}

/** One timer for the life of all peers of a server. It runs only while there are any. */
export class Heartbeat {
  readonly #everyMs: number;
  readonly #beating = new Set<Beating>();
  #timer: NodeJS.Timeout | undefined;
  #beatAt = 0;

  /** @param everyMs milliseconds between beats; `Infinity` for none. */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  add(beating: Beating): void {
    this.#beating.add(beating);
    if (this.#timer !== undefined || !Number.isFinite(this.#everyMs)) return;
    this.#beatAt = performance.now();
    this.#timer = setInterval(() => this.#beat(), this.#everyMs);
  }

  delete(beating: Beating): void {
    this.#beating.delete(beating);
    if (this.#beating.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    const now = performance.now();
    const isLate = now - this.#beatAt > 1.5 * this.#everyMs;
    this.#beatAt = now;
    for (const beating of this.#beating) beating.beat(now, isLate);
  }
}
