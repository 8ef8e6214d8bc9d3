/** A token bucket's size and speed. */
export interface RateLimit {
  /** Messages that may come at once. */
  readonly burst: number;
  /** Messages per second that may come for ever. */
  readonly perSecond: number;
  /** Refused messages in a row, without one that was taken, before the peer is closed. */
  readonly strikes: number;
}

/** What to do with a message: take it, refuse it, or close its sender. */
export type RateVerdict = "take" | "refuse" | "close";

/** Counts one peer's messages against its limit. */
export class RateMeter {
  readonly #limit: RateLimit;
  #tokens: number;
  #filledAt: number;
  #refused = 0;

  /** @param now a monotonic time in milliseconds, here and in {@link count}. */
  constructor(limit: RateLimit, now: number) {
    this.#limit = limit;
    this.#tokens = limit.burst;
    this.#filledAt = now;
  }

  /** Counts one message. */
  count(now: number): RateVerdict {
    const { burst, perSecond, strikes } = this.#limit;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens--;
      this.#refused = 0;
      return "take";
    }
    this.#refused++;
    return this.#refused > strikes ? "close" : "refuse";
  }
}
