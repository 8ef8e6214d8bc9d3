import type { TokenData } from "@parlor/protocol";

/** Waits for a moment of the wall clock, which may be moved, and says once that it has come. What never comes costs no timer. */
export class Expiry {
  readonly #expired: () => void;
  #at: number | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(expired: () => void) {
    this.#expired = expired;
  }

  /** @param at milliseconds since 1970, or `null` for never. */
  moveTo(at: number | null): void {
    clearTimeout(this.#timer);
    this.#at = at;
    if (at !== null) this.#wait(at);
  }

  /** How long it takes from now, as the client is told. */
  left(): TokenData {
    return { token_expires_in_ms: this.#at === null ? null : Math.max(0, Math.round(this.#at - Date.now())) };
  }

  /** Says so now if the moment has come, and nobody has noticed: timers stand still while a machine sleeps. */
  look(): void {
    if (this.#at !== null && Date.now() >= this.#at) this.#expired();
  }

  /** Nobody is there any more who could expire. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(at: number): void {
    const leftMs = at - Date.now();
    this.#timer = setTimeout(
      // a timer does not know the wall clock, and cannot wait for longer than its limit
      () => (Date.now() >= at ? this.#expired() : this.#wait(at)),
      Math.min(MAX_TIMER_MS, Math.max(1, Math.ceil(leftMs))),
    );
  }
}

/** What is longer fires at once (Node). */
const MAX_TIMER_MS = 2_147_483_647;
