/**
 * How long things took, counted in buckets that grow with the time, so that recording costs a few instructions and every
 * figure is right to 3 %. In milliseconds outside, in whole microseconds inside.
 */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #mostMs = 0;

  /** How many were recorded. */
  get count(): number {
    return this.#count;
  }

  /** The longest, exactly; 0 if there is none. */
  get mostMs(): number {
    return this.#mostMs;
  }

  /** Counts one. Negative ones count as 0, and those over an hour as an hour. */
  record(ms: number): void {
    const bucket = bucketOf(ms);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count++;
    if (ms > this.#mostMs) this.#mostMs = ms;
  }

  /** The time that so many of all did not take longer than: 0.99 gives the 99th percentile. NaN if there is none. */
  percentileMs(share: number): number {
    if (this.#count === 0) return Number.NaN;
    let left = Math.max(1, Math.ceil(share * this.#count));
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return Math.min(middleMs(bucket), this.#mostMs);
    }
    return this.#mostMs;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#mostMs = 0;
  }
}

/** Each doubling of the time has 32 buckets, and the first 32 microseconds have one each. */
const FINE_BITS = 5;
const FINE = 1 << FINE_BITS;
/** No bucket is for more than an hour, which has 32 bits. */
const MOST_US = 3_600_000_000;
const BUCKETS = (33 - FINE_BITS) * FINE;

function bucketOf(ms: number): number {
  const us = Math.min(Math.max(Math.round(ms * 1000), 0), MOST_US);
  if (us < FINE) return us;
  const shift = 31 - Math.clz32(us) - FINE_BITS;
  return shift * FINE + (us >>> shift);
}

function middleMs(bucket: number): number {
  if (bucket < FINE) return bucket / 1000;
  const shift = Math.floor(bucket / FINE) - 1;
  const least = (bucket - shift * FINE) * 2 ** shift;
  return (least + 2 ** shift / 2) / 1000;
}
