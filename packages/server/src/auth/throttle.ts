import { createHash } from "node:crypto";

import { readThrottleOptions, type ThrottleOptions, type ThrottleSettings } from "./throttle-options.ts";
import { ThrottleTrack } from "./throttle-track.ts";

/** An attempt that may go on. Say how it went: until then, for at most 30 seconds, it counts as one that fails. */
export interface Attempt {
  readonly type: "attempt";
  /** It has failed: costs each of its keys. */
  failed(): void;
  /**
   * It has succeeded, and costs nothing. An account's failures are forgotten; those of other keys are kept, or who has an
   * account could wipe the slate of an address between two guesses. What is said second, of either, counts for nothing.
   */
  succeeded(): void;
}

/** An attempt that may not be made now, and after how many milliseconds it may be worth trying again: at least 1. */
export interface Blocked {
  readonly type: "blocked";
  readonly afterMs: number;
}

/** Counts failures, and makes them cost time. */
export interface Throttle {
  /**
   * Asks for one attempt, to be made under several keys at once: `addressKey(address)`, `accountKey(name)`, one of your own.
   * Resolves when no key has to wait any more, or at once with `Blocked` where that would take longer than `maxWaitMs`.
   * Being blocked costs nothing. Never rejects.
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

interface Waiting {
  readonly keys: readonly string[];
  readonly deadline: number;
  readonly resolve: (result: Attempt | Blocked) => void;
}

class KeyThrottle implements Throttle {
  readonly #settings: ThrottleSettings;
  /** Least recently used first. */
  readonly #tracks = new Map<string, ThrottleTrack>();
  /** First come, first served. */
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: ThrottleSettings) {
    this.#settings = settings;
  }

  attempt(keys: readonly string[]): Promise<Attempt | Blocked> {
    const now = performance.now();
    const { maxWaitMs, maxWaiting } = this.#settings;
    const unique = [...new Set(keys.map(bounded))];
    // those whose time has come go first
    this.#wake(now);
    this.#touch(unique);
    const readyAt = this.#readyAt(unique, now);
    if (readyAt <= now) return Promise.resolve(this.#start(unique, now));
    const isTooLong = readyAt !== Number.POSITIVE_INFINITY && readyAt - now > maxWaitMs;
    if (isTooLong || maxWaitMs === 0 || this.#waiting.length >= maxWaiting)
      return Promise.resolve(blocked(readyAt - now));
    const { promise, resolve } = Promise.withResolvers<Attempt | Blocked>();
    this.#waiting.push({ keys: unique, deadline: now + maxWaitMs, resolve });
    this.#schedule(now);
    return promise;
  }

  #readyAt(keys: readonly string[], now: number): number {
    return Math.max(now, ...keys.map((key) => this.#tracks.get(key)?.readyAt(now) ?? now));
  }

  #start(keys: readonly string[], now: number): Attempt {
    const tracks = keys.map((key) => ({ key, track: this.#trackOf(key) }));
    let isSettled = false;
    const settle = (how: (key: string, track: ThrottleTrack) => void): void => {
      if (isSettled) return;
      isSettled = true;
      for (const { key, track } of tracks) {
        track.pending.delete(attempt);
        how(key, track);
      }
      // not at once: whoever settles this one may be in the middle of asking
      queueMicrotask(() => this.#wake(performance.now()));
    };
    const attempt = {
      type: "attempt" as const,
      startedAt: now,
      failed: () => settle((_key, track) => track.fail(performance.now())),
      succeeded: () =>
        settle((key, track) => {
          if (key.startsWith("account:")) track.clear();
          if (track.isBlank(performance.now()) && this.#tracks.get(key) === track) this.#tracks.delete(key);
        }),
    };
    for (const { track } of tracks) track.pending.add(attempt);
    this.#makeRoom(now, keys.length);
    return attempt;
  }

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

  // those that wait

  #wake(now: number): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      const readyAt = this.#readyAt(one.keys, now);
      const isHopeless = readyAt !== Number.POSITIVE_INFINITY && readyAt > one.deadline;
      if (readyAt <= now) one.resolve(this.#start(one.keys, now));
      else if (isHopeless || now >= one.deadline) one.resolve(blocked(readyAt - now));
      else this.#waiting.push(one);
    }
    this.#schedule(now);
  }

  #schedule(now: number): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    const next = this.#waiting.map(({ keys, deadline }) => Math.min(deadline, this.#readyAt(keys, now)));
    this.#timer = setTimeout(() => this.#wake(performance.now()), Math.ceil(Math.min(...next) - now));
  }
}

/** Where nobody can know how long it takes, a second is a guess. */
function blocked(waitMs: number): Blocked {
  return { type: "blocked", afterMs: waitMs === Number.POSITIVE_INFINITY ? 1000 : Math.max(1, Math.ceil(waitMs)) };
}

/** What clients make longer is remembered no longer than this. */
function bounded(key: string): string {
  if (key.length <= MAX_KEY_LENGTH) return key;
  const [kind = ""] = key.slice(0, MAX_KEY_LENGTH).split(":", 1);
  return `${kind}:${createHash("sha256").update(key).digest("base64url")}`;
}

const MAX_KEY_LENGTH = 512;
