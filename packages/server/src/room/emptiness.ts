/** Notices when a room has been empty for as long as it may be. */
export class Emptiness {
  readonly #emptyMs: number | false;
  readonly #onExpiry: () => void;
  /** `null` while somebody is there: a room that is in use keeps no timer, not even one that is cleared. */
  #timer: NodeJS.Timeout | null = null;

  /** @param emptyMs in milliseconds, or `false` for ever. */
  constructor(emptyMs: number | false, onExpiry: () => void) {
    this.#emptyMs = emptyMs;
    this.#onExpiry = onExpiry;
  }

  /** The room is empty as of now. */
  begin(): void {
    this.end();
    if (this.#emptyMs !== false) this.#timer = setTimeout(this.#onExpiry, this.#emptyMs);
  }

  /** Somebody has come, or the room is at its end. */
  end(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }
}
