import { BusyError } from "./busy-error.ts";

export interface TurnsOptions {
  /** How many tasks run at once. */
  readonly atOnce: number;
  /** How many may wait for their turn. */
  readonly waiting: number;
}

/** Runs tasks that are hard work: a few at once, the others in the order they came. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Runs the task when it is its turn. @throws BusyError at once if too many are waiting; or what the task throws. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#options.atOnce) this.#running += 1;
    else await this.#wait();
    try {
      return await task();
    } finally {
      // the place goes to the next one as it is, so that nobody who comes meanwhile can jump the queue
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#options.waiting) throw new BusyError("Too many passwords to check at once");
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
