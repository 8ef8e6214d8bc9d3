/** Something that keeps what it sends until the turn of the event loop ends. */
interface Keeping {
  /** Sends what it keeps. */
  flush(): void;
}

/** Ends the turns of a server's sockets: all that one of them was sent within a turn leaves in one write. */
export class BunTurns {
  #keeping: Keeping[] = [];

  /** To be called when something begins to keep. */
  add(keeping: Keeping): void {
    if (this.#keeping.push(keeping) === 1) setImmediate(this.#end);
  }

  readonly #end = (): void => {
    const keeping = this.#keeping;
    this.#keeping = [];
    for (const one of keeping) one.flush();
  };
}
