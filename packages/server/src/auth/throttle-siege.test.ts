import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { accountKey } from "./account-key.ts";
import { addressKey } from "./address-key.ts";
import { createThrottle } from "./throttle.ts";

// somebody guesses at Ann's password all the time; Ann, who knows it, does what she is told

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const MINUTE_MS = 60_000;
const HOME = "192.0.2.1";
const ELSEWHERE = "198.51.100.1";

interface Guesser {
  readonly perSecond: number;
  /** How many addresses there are to guess from; `Infinity` for one of its own for each guess. */
  readonly addresses: number;
}

class Siege {
  /** How many passwords the guesser has had looked at. */
  guesses = 0;
  readonly #throttle = createThrottle();
  readonly #guesser: Guesser;
  readonly #random: () => number;
  #asked = 0;
  #nextAt = 0;

  constructor(guesser: Guesser, seed: number) {
    this.#guesser = guesser;
    this.#random = seeded(seed);
    const chance = seeded(seed + 1000);
    vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
      if (array instanceof Uint32Array) array.fill(chance() * 2 ** 32);
      return array;
    });
  }

  /** Lets time pass, in which the guesser guesses. */
  async pass(ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (performance.now() < end) {
      if (performance.now() >= this.#nextAt) this.#guess();
      vi.advanceTimersByTime(Math.max(1, Math.min(end, this.#nextAt) - performance.now()));
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  }

  /** How long it takes Ann to get in from an address, in milliseconds. She comes back when told, rounded up as in `Retry-After`. */
  async logIn(address: string): Promise<number> {
    const startedAt = performance.now();
    while (performance.now() - startedAt < 120 * MINUTE_MS) {
      const asked = this.#throttle.attempt(keys(address));
      const attempt = await this.#wait(asked);
      if (attempt.type === "attempt") {
        attempt.succeeded();
        return performance.now() - startedAt;
      }
      await this.pass(Math.ceil(attempt.afterMs / 1000) * 1000);
    }
    return Number.POSITIVE_INFINITY;
  }

  async #wait<Result>(promise: Promise<Result>): Promise<Result> {
    const answers: Result[] = [];
    void promise.then((answer) => answers.push(answer));
    await Promise.resolve();
    while (answers.length === 0) await this.pass(10);
    return promise;
  }

  #guess(): void {
    // not like clockwork
    this.#nextAt = performance.now() + Math.ceil((2 * this.#random() * 1000) / this.#guesser.perSecond);
    const index =
      this.#guesser.addresses === Number.POSITIVE_INFINITY ? this.#asked : this.#asked % this.#guesser.addresses;
    this.#asked++;
    void this.#throttle.attempt(keys(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`)).then((attempt) => {
      if (attempt.type === "blocked") return;
      this.guesses++;
      attempt.failed();
    });
  }
}

function keys(address: string): string[] {
  return [addressKey(address), accountKey("ann"), accountKey("ann", address)];
}

/** Numbers from 0 up to 1, the same for the same seed (a linear congruential generator, of which the high bits are used). */
function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const SEEDS = [0, 1];
const GUESSERS: readonly Guesser[] = [2, 20].flatMap((perSecond) =>
  [1, 24].map((addresses) => ({ perSecond, addresses })),
);

test.for(GUESSERS)("[TH8] %o: the owner gets in at once where they have logged in before", async (guesser) => {
  for (const seed of SEEDS) {
    const siege = new Siege(guesser, seed);
    await siege.logIn(HOME);
    for (let round = 0; round < 2; round++) {
      await siege.pass(2 * MINUTE_MS);
      expect(await siege.logIn(HOME)).toBe(0);
    }
    expect(siege.guesses).toBeGreaterThan(5);
  }
});

test.for(GUESSERS)(
  "[TH7] %o: an owner from elsewhere gets in within 20 seconds, once each of these addresses has guessed",
  async (guesser) => {
    for (const seed of SEEDS) {
      const siege = new Siege(guesser, seed);
      await siege.pass(10 * MINUTE_MS);
      expect(await siege.logIn(ELSEWHERE)).toBeLessThanOrEqual(20_000);
    }
  },
);

test.for(GUESSERS)(
  "[TH7] %o: before that, each address that has not guessed costs the owner 10 seconds at most",
  async (guesser) => {
    for (const seed of SEEDS) {
      const siege = new Siege(guesser, seed);
      await siege.pass(MINUTE_MS / 2);
      expect(await siege.logIn(ELSEWHERE)).toBeLessThanOrEqual((guesser.addresses + 2) * 10_000);
    }
  },
);

test.for([
  [2, 4],
  [20, 25],
])(
  "[TH7] %i guesses a second, each from an address of its own: the owner gets in within %i minutes",
  async ([perSecond = 0, minutes = 0]) => {
    for (const seed of SEEDS) {
      const siege = new Siege({ perSecond, addresses: Number.POSITIVE_INFINITY }, seed);
      await siege.pass(MINUTE_MS);
      const ms = await siege.logIn(ELSEWHERE);
      expect(ms).toBeLessThanOrEqual(minutes * MINUTE_MS);
    }
  },
);

test.for<[Guesser, number]>([
  [{ perSecond: 20, addresses: 1 }, 14],
  [{ perSecond: 5, addresses: 24 }, 24 * 14],
  [{ perSecond: 5, addresses: Number.POSITIVE_INFINITY }, 370],
])(
  "[TH3] %o looks at no more than %i passwords in an hour, though the owner logs in again and again",
  async ([guesser, most]) => {
    const siege = new Siege(guesser, 1);
    for (let minute = 0; minute < 60; minute += 10) {
      await siege.logIn(HOME);
      await siege.pass(10 * MINUTE_MS);
    }
    expect(siege.guesses).toBeLessThanOrEqual(most);
    expect(siege.guesses).toBeGreaterThan(most / 2);
  },
);
