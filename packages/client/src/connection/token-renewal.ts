import type { Json } from "@parlor/protocol";

import { fullJitter } from "./retry-policy.ts";

/** How long before its end a token is renewed at the latest, if it holds twice that long. */
const SPARE_MS = 10_000;

/** How long the program may take to find a token, and then the server to say whether it accepts it. */
const ANSWER_MS = 10_000;

/** No renewal comes sooner after the one before it: neither server is besieged, whatever either of them or the page says. */
const PAUSE_MS = 1_000;

/** How often the clock is looked at: timers stand still while a computer sleeps, and none can run longer than 24 days. */
const LOOK_MS = 60_000;

/** What a renewal does. */
export interface RenewalActions {
  /** Rejects if no token is to be had. May also never settle. */
  readonly ask: () => Promise<string>;
  readonly send: (token: string) => void;
  /** It has not worked this time. May call `stop`. */
  readonly failed: (cause: unknown) => void;
}

/**
 * Sees to it that one socket's token is renewed before it expires: asks for a new one when between 75 and 80 % of its
 * time have passed (at least 10 seconds before its end, or in the middle of a time of less than 20), and sends it. What
 * fails, or takes longer than 10 seconds, is tried again with growing waits until it works or somebody calls `stop`.
 */
export class TokenRenewal {
  readonly #random: () => number;
  readonly #actions: RenewalActions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When to ask, as in `Date.now()`; `null` while nothing is due, or a token is on its way. */
  #dueAt: number | null = null;
  /** When `wake` may have it due at the soonest. */
  #pausedUntil = 0;
  #failures = 0;
  #isSent = false;
  /** What is still under way from an earlier round comes too late. */
  #round = 0;

  /** `random` is in [0, 1). */
  constructor(random: () => number, actions: RenewalActions) {
    this.#random = random;
    this.#actions = actions;
  }

  /** A token has been accepted, and holds for so many milliseconds from now; `null`: for ever. */
  begin(lifetimeMs: number | null): void {
    this.stop();
    this.#failures = 0;
    if (lifetimeMs === null) return;
    const share = 0.8 - 0.05 * this.#random();
    this.#wait(Math.max(lifetimeMs / 2, Math.min(lifetimeMs * share, lifetimeMs - SPARE_MS)));
  }

  /** The server has refused a token, with these details. Heeded only if one is under way. */
  refuse(details: Json): void {
    if (this.#isSent) this.#fail(details);
  }

  /**
   * The page, its network or its computer is back: a renewal that is due is made at once, as is one that has failed, but
   * not within a second of the failure.
   */
  wake(): void {
    if (this.#dueAt !== null && this.#failures > 0) this.#dueAt = this.#pausedUntil;
    this.#look();
  }

  /** Until `begin` is called again, nothing is asked or sent any more, and no timer is left. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#dueAt = null;
    this.#isSent = false;
    this.#round += 1;
  }

  #wait(delayMs: number): void {
    this.#pausedUntil = Date.now() + PAUSE_MS;
    this.#dueAt = Math.max(Date.now() + delayMs, this.#pausedUntil);
    this.#look();
  }

  #look(): void {
    if (this.#dueAt === null) return;
    const leftMs = this.#dueAt - Date.now();
    clearTimeout(this.#timer);
    if (leftMs <= 0) void this.#renew();
    else this.#timer = setTimeout(() => this.#look(), Math.min(leftMs, LOOK_MS));
  }

  async #renew(): Promise<void> {
    this.stop();
    const round = this.#round;
    this.#limit("too slow");
    try {
      const token = await this.#actions.ask();
      if (round !== this.#round) return;
      this.#actions.send(token);
      this.#isSent = true;
      this.#limit("no answer");
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  #limit(cause: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(cause), ANSWER_MS);
  }

  #fail(cause: unknown): void {
    this.stop();
    this.#failures += 1;
    this.#wait(
      fullJitter({ attempt: this.#failures, retry: "later", afterMs: null, error: null, random: this.#random }),
    );
    // last: it may stop this
    this.#actions.failed(cause);
  }
}
