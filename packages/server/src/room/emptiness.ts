/** Notices when a room has been empty for as long as it may be. */
export class Emptiness {
  readonly #emptyMs: number | false;
  readonly #onExpiry: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param emptyMs in milliseconds, or `false` for ever. */
  constructor(emptyMs: number | false, onExpiry: () => void) {
    this.#emptyMs = emptyMs;
    this.#onExpiry = onExpiry;
  }

  /** The room is empty as of now. */
  begin(): void {
    clearTimeout(this.#timer);
    if (this.#emptyMs !== false) this.#timer = setTimeout(this.#onExpiry, this.#emptyMs);
  }

  /** Somebody has come, or the room is at its end. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
