import type { Json } from "@parlor/protocol";

import { ConnectionError } from "../errors.ts";
import { report } from "../report.ts";
import { fullJitter } from "./retry-policy.ts";

/** How long before its end a token is renewed at the latest, if it holds twice that long. */
const SPARE_MS = 10_000;

/** How long the server may take to say whether it accepts a token. */
const ANSWER_MS = 10_000;

/** No renewal comes sooner after the one before it: neither server is besieged, whatever either of them says. */
const PAUSE_MS = 1_000;

/** How often the clock is looked at: timers stand still while a computer sleeps, and none can run longer than 24 days. */
const LOOK_MS = 60_000;

/**
 * Sees to it that one socket's token is renewed before it expires: asks for a new one when between 75 and 80 % of its
 * time have passed (at least 10 seconds before its end, or in the middle of a time of less than 20), and sends it. What
 * fails is reported, and tried again with growing waits until it works or somebody calls `stop`.
 */
export class TokenRenewal {
  readonly #ask: () => Promise<string>;
  readonly #send: (token: string) => void;
  readonly #random: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When to ask, as in `Date.now()`; `null` while nothing is due, or a token is on its way. */
  #dueAt: number | null = null;
  #failures = 0;
  #isSent = false;
  /** What is still under way from an earlier round comes too late. */
  #round = 0;

  /** `ask` rejects if no token is to be had; `random` is in [0, 1). */
  constructor(ask: () => Promise<string>, send: (token: string) => void, random: () => number) {
    this.#ask = ask;
    this.#send = send;
    this.#random = random;
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

  /** The page, its network or its computer is back: a renewal that is due is made at once, as is one that has failed. */
  wake(): void {
    if (this.#dueAt !== null && this.#failures > 0) this.#dueAt = 0;
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
    this.#dueAt = Date.now() + Math.max(delayMs, PAUSE_MS);
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
    try {
      const token = await this.#ask();
      if (round !== this.#round) return;
      this.#send(token);
      this.#isSent = true;
      this.#timer = setTimeout(() => this.#fail("no answer"), ANSWER_MS);
    } catch (error) {
      if (round === this.#round) this.#fail(error);
    }
  }

  #fail(cause: unknown): void {
    report(new ConnectionError("token_not_renewed", undefined, cause));
    this.stop();
    this.#failures += 1;
    this.#wait(
      fullJitter({ attempt: this.#failures, retry: "later", afterMs: null, error: null, random: this.#random }),
    );
  }
}
