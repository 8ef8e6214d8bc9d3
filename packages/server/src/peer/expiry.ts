/** Waits for a moment of the wall clock, which may be moved, and says once that it has come. */
export class Expiry {
  readonly #at: number;
  readonly #expired: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param at milliseconds since 1970. */
  constructor(at: number, expired: () => void) {
    this.#at = at;
    this.#expired = expired;
    this.#wait();
  }

  /** How long it takes from now, in whole milliseconds. */
  get leftMs(): number {
    return Math.max(0, Math.round(this.#at - Date.now()));
  }

  /** Says so now if the moment has come, and nobody has noticed: timers stand still while a machine sleeps. */
  look(): void {
    if (Date.now() >= this.#at) this.#expired();
  }

  /** Nobody is there any more who could expire. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const leftMs = Math.ceil(this.#at - Date.now());
    this.#timer = setTimeout(
      // a timer does not know the wall clock, and cannot wait for longer than its limit
      () => (Date.now() >= this.#at ? this.#expired() : this.#wait()),
      Math.min(MAX_TIMER_MS, Math.max(1, leftMs)),
    );
  }
}

/** What is longer fires at once (Node). */
const MAX_TIMER_MS = 2_147_483_647;
