/** Two token buckets, of messages and of bytes. */
export interface RateLimit {
  /** Messages that may come at once. */
  readonly burst: number;
  /** Messages per second that may come for ever. */
  readonly perSecond: number;
  /** Bytes that may come at once. What one member sends, every other must be able to read: keep it below `maxOutboundBytes`. */
  readonly burstBytes: number;
  /** Bytes per second that may come for ever. */
  readonly bytesPerSecond: number;
  /** Refused messages in a row, without one that was taken, before the peer is closed. */
  readonly strikes: number;
}

/** What to do with a message: take it, refuse it, or close its sender. */
export type RateVerdict = "take" | "refuse" | "close";

/** Counts one peer's messages against its limit. */
export class RateMeter {
  readonly #limit: RateLimit;
  #messages: number;
  #bytes: number;
  #filledAt: number;
  #refused = 0;

  /** @param now a monotonic time in milliseconds, here and in {@link count}. */
  constructor(limit: RateLimit, now: number) {
    this.#limit = limit;
    this.#messages = limit.burst;
    this.#bytes = limit.burstBytes;
    this.#filledAt = now;
  }

  /** Counts one message of so many bytes. */
  count(now: number, bytes: number): RateVerdict {
    const { burst, perSecond, burstBytes, bytesPerSecond, strikes } = this.#limit;
    const seconds = (now - this.#filledAt) / 1000;
    this.#filledAt = now;
    this.#messages = Math.min(burst, this.#messages + seconds * perSecond);
    this.#bytes = Math.min(burstBytes, this.#bytes + seconds * bytesPerSecond);
    if (this.#messages >= 1 && this.#bytes >= bytes) {
      this.#messages--;
      this.#bytes -= bytes;
      this.#refused = 0;
      return "take";
    }
    this.#refused++;
    return this.#refused > strikes ? "close" : "refuse";
  }
}
