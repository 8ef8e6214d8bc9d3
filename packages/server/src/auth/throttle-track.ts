import type { ThrottleRule } from "./throttle-options.ts";

/** An attempt whose outcome nobody has told yet. */
export interface PendingAttempt {
  readonly startedAt: number;
  failed(): void;
}

/** What a throttle remembers of one key. All times are of `performance.now()`. */
export class ThrottleTrack {
  readonly pending = new Set<PendingAttempt>();
  readonly #rule: ThrottleRule;
  readonly #windowMs: number;
  #failures = 0;
  #lastFailureAt = 0;

  constructor(rule: ThrottleRule, windowMs: number) {
    this.#rule = rule;
    this.#windowMs = windowMs;
  }

  /**
   * From when on one more attempt may start; `Infinity` if another one must be over first. Where failures cost time attempts go
   * one by one, or many at once would get round the delay.
   */
  readyAt(now: number): number {
    this.#forgive(now);
    const { freeAttempts } = this.#rule;
    const isFree = this.#failures < freeAttempts;
    const at = isFree ? now : this.#lastFailureAt + this.#costMs();
    if (at > now) return at;
    return this.pending.size < (isFree ? freeAttempts - this.#failures : 1) ? now : Number.POSITIVE_INFINITY;
  }

  /** How many have failed, or may yet. */
  get strikes(): number {
    return this.#failures + this.pending.size;
  }

  /** Whether there is nothing to remember. */
  isBlank(now: number): boolean {
    this.#forgive(now);
    return this.#failures === 0 && this.pending.size === 0;
  }

  fail(now: number): void {
    this.#failures++;
    this.#lastFailureAt = now;
  }

  /** Forgets the failures. */
  clear(): void {
    this.#failures = 0;
  }

  #costMs(): number {
    const { freeAttempts, delayMs, maxDelayMs } = this.#rule;
    return this.#isBlocked ? this.#rule.blockMs : Math.min(delayMs * 2 ** (this.#failures - freeAttempts), maxDelayMs);
  }

  get #isBlocked(): boolean {
    return this.#rule.blockAfter !== false && this.#failures >= this.#rule.blockAfter;
  }

  #forgive(now: number): void {
    // an attempt that nobody has told the outcome of has failed, or whoever forgets to would never be let in again
    for (const attempt of this.pending) if (now - attempt.startedAt >= SETTLE_MS) attempt.failed();
    const keptMs = this.#isBlocked ? Math.max(this.#windowMs, this.#rule.blockMs) : this.#windowMs;
    if (now - this.#lastFailureAt >= keptMs) this.#failures = 0;
  }
}

/** How long the outcome of an attempt may take. */
const SETTLE_MS = 30_000;
