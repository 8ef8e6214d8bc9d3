import type { Writable } from "node:stream";

/**
 * Gathers what is written to sockets within one turn of the event loop, so that one system call carries it: a write of
 * its own for every frame is most of what relaying costs.
 */
export class WriteGatherer {
  #corked: Writable[] = [];

  /** Runs a write; its bytes leave at the end of this turn, or at once when enough have been gathered. */
  write(socket: Writable, write: () => void): void {
    if (socket.writableCorked === 0) {
      socket.cork();
      if (this.#corked.push(socket) === 1) setImmediate(this.#release);
    }
    write();
    // what waits for the turn's end must not look like what waits for a slow reader
    if (socket.writableLength >= GATHERED_BYTES) socket.uncork();
  }

  readonly #release = (): void => {
    const corked = this.#corked;
    this.#corked = [];
    for (const socket of corked) socket.uncork();
  };
}

/** Beyond this a larger write saves nothing. */
const GATHERED_BYTES = 65_536;
