import { createHash } from "node:crypto";

import { KnownPairs } from "./throttle-known.ts";
import { type Gate, ThrottleLine } from "./throttle-line.ts";
import { readThrottleOptions, type ThrottleOptions, type ThrottleSettings } from "./throttle-options.ts";
import { randomShare } from "./throttle-random.ts";
import { ThrottleTrack } from "./throttle-track.ts";

/** An attempt that may go on. Say how it went: until then, for at most 30 seconds, it counts as one that fails. */
export interface Attempt {
  readonly type: "attempt";
  /** It has failed: costs each of its keys. */
  failed(): void;
  /**
   * It has succeeded, and costs nothing. The failures of that account from that address are forgotten, and from now on the two
   * know each other. The failures of other keys are kept: who has an account could wipe the slate of an address between two
   * guesses, and the guesses of strangers are not made good by the owner's log-in. What is said second counts for nothing.
   */
  succeeded(): void;
}

/**
 * An attempt that may not be made now, and after how many milliseconds to try again: at least 1. That is somewhat before the
 * time, so that whoever obeys is held until then, and not behind those who ask all the time.
 */
export interface Blocked {
  readonly type: "blocked";
  readonly afterMs: number;
}

/** Counts failures, and makes them cost time. */
export interface Throttle {
  /**
   * Asks for one attempt, to be made under several keys at once: for a log-in `addressKey(address)`, `accountKey(name)` and
   * `accountKey(name, address)`. Resolves when no key has to wait any more, or at once with `Blocked` where that would take
   * longer than `maxWaitMs`. Being blocked costs nothing. From an address from which the account was logged in to during the
   * last 30 days, the account's own key does not count: strangers cannot hold up its owner there. Never rejects.
   */
  attempt(keys: readonly string[]): Promise<Attempt | Blocked>;
}

/**
 * Slows down guessing: first some failures are free, then each makes the next attempt wait, twice as long each time, then the
 * key is blocked for a while. What a key costs depends on its kind: see {@link ThrottleOptions}. It is kept in this process.
 *
 * @throws ConfigError `invalid_option`
 */
export function createThrottle(options: ThrottleOptions = {}): Throttle {
  return new KeyThrottle(readThrottleOptions(options));
}

class KeyThrottle implements Throttle, Gate<Attempt | Blocked> {
  readonly #settings: ThrottleSettings;
  /** Least recently used first. */
  readonly #tracks = new Map<string, ThrottleTrack>();
  readonly #known: KnownPairs;
  readonly #line: ThrottleLine<Attempt | Blocked>;

  constructor(settings: ThrottleSettings) {
    this.#settings = settings;
    this.#known = new KnownPairs(settings.maxKeys);
    this.#line = new ThrottleLine<Attempt | Blocked>(settings, this);
  }

  attempt(given: readonly string[]): Promise<Attempt | Blocked> {
    const now = performance.now();
    const keys = [...new Set(given.map(bounded))];
    // those whose time has come go first
    this.#line.wake(now);
    this.#touch(keys);
    const waitMs = this.readyAt(keys, now) - now;
    if (waitMs <= 0) return Promise.resolve(this.start(keys, now));
    const isTooLong = waitMs !== Number.POSITIVE_INFINITY && waitMs > this.#settings.maxWaitMs;
    if (isTooLong || !this.#holds) return Promise.resolve(this.refuse(waitMs));
    return this.#line.hold(keys, now);
  }

  // the gate, for those in the line

  readyAt(keys: readonly string[], now: number): number {
    return Math.max(now, ...this.#counted(keys, now).map((key) => this.#tracks.get(key)?.readyAt(now) ?? now));
  }

  strikes(keys: readonly string[]): number {
    return sum(keys.map((key) => (isAccount(key) ? 0 : (this.#tracks.get(key)?.strikes ?? 0))));
  }

  start(keys: readonly string[], now: number): Attempt {
    const tracks = this.#counted(keys, now).map((key) => ({ key, track: this.#trackOf(key) }));
    let isSettled = false;
    const settle = (how: (key: string, track: ThrottleTrack) => void): void => {
      if (isSettled) return;
      isSettled = true;
      for (const { key, track } of tracks) {
        track.pending.delete(attempt);
        how(key, track);
      }
      // not at once: whoever settles this one may be in the middle of asking
      queueMicrotask(() => this.#line.wake(performance.now()));
    };
    const attempt = {
      type: "attempt" as const,
      startedAt: now,
      failed: () => settle((_key, track) => track.fail(performance.now())),
      succeeded: () => {
        if (!isSettled) this.#remember(keys);
        settle((key, track) => {
          if (isPair(key)) track.clear();
          if (track.isBlank(performance.now()) && this.#tracks.get(key) === track) this.#tracks.delete(key);
        });
      },
    };
    for (const { track } of tracks) track.pending.add(attempt);
    this.#makeRoom(now, tracks.length);
    return attempt;
  }

  /**
   * Whoever comes back when told is held for a while, and so is there when the time comes: the answer is early by most of the
   * longest hold. What remains covers `Retry-After`, which is rounded up to seconds, and spreads out those who were refused at once.
   */
  refuse(waitMs: number): Blocked {
    // where nobody can know how long it takes, a second is a guess
    if (waitMs === Number.POSITIVE_INFINITY) return { type: "blocked", afterMs: 1000 };
    const { maxWaitMs } = this.#settings;
    const isHeldThen = this.#holds && waitMs > maxWaitMs;
    const earlyMs = isHeldThen ? maxWaitMs * (1 - EARLY_SPREAD * randomShare()) : 0;
    return { type: "blocked", afterMs: Math.max(1, Math.ceil(waitMs - earlyMs)) };
  }

  get #holds(): boolean {
    return this.#settings.maxWaitMs > 0 && this.#settings.maxWaiting > 0;
  }

  // known pairs

  /** The keys that count: an account's does not where its owner has logged in to it from that address. */
  #counted(keys: readonly string[], now: number): readonly string[] {
    const pairs = keys.filter(isPair);
    return keys.filter((key) => !(isAccount(key) && pairs.some((pair) => this.#known.has(key, pair, now))));
  }

  #remember(keys: readonly string[]): void {
    const pairs = keys.filter(isPair);
    for (const account of keys.filter(isAccount)) {
      for (const pair of pairs) this.#known.add(account, pair, performance.now());
    }
  }

  // what is remembered of keys

  #trackOf(key: string): ThrottleTrack {
    const known = this.#tracks.get(key);
    if (known !== undefined) return known;
    const [kind] = key.split(":", 1);
    const rule = this.#settings[kind === "address" || kind === "account" ? kind : "other"];
    const track = new ThrottleTrack(rule, this.#settings.windowMs);
    this.#tracks.set(key, track);
    return track;
  }

  /** A key that is tried all the time is not forgotten for others, though all its attempts are blocked. */
  #touch(keys: readonly string[]): void {
    for (const key of keys) {
      const track = this.#tracks.get(key);
      if (track === undefined) continue;
      this.#tracks.delete(key);
      this.#tracks.set(key, track);
    }
  }

  /** Forgets what is worth nothing any more, and beyond the bound what was used least recently. */
  #makeRoom(now: number, added: number): void {
    // of what is still worth something, no more is looked at than is added
    let looks = added + 1;
    for (const [key, track] of this.#tracks) {
      const isOver = this.#tracks.size > this.#settings.maxKeys;
      if (isOver || track.isBlank(now)) this.#tracks.delete(key);
      else if (--looks <= 0) return;
    }
  }
}

function isAccount(key: string): boolean {
  return key.startsWith("account:");
}

function isPair(key: string): boolean {
  return key.startsWith("pair:");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What clients make longer is remembered no longer than this. */
function bounded(key: string): string {
  if (key.length <= MAX_KEY_LENGTH) return key;
  const [kind = ""] = key.slice(0, MAX_KEY_LENGTH).split(":", 1);
  return `${kind}:${createHash("sha256").update(key).digest("base64url")}`;
}

const MAX_KEY_LENGTH = 512;
/** Which part of the hold is not made use of, at most. With a hold of 2 seconds, 1.5 to 2 seconds are. */
const EARLY_SPREAD = 0.25;
