import type { Population } from "./population.ts";

/** The runs of a closed loop: in each it sends for a time, and then waits until everything has arrived. */
export class Stint {
  readonly #population: Population;
  #sending = false;
  #landed: () => void = () => undefined;

  constructor(population: Population) {
    this.#population = population;
  }

  /** Whether what has arrived lets something new be sent. */
  get sending(): boolean {
    return this.#sending;
  }

  /**
   * Lets `begin` send for so many seconds, and resolves when `land` was called after that, with the milliseconds that all
   * took. `flying` says what is still on its way, should that never arrive.
   */
  async run(seconds: number, begin: (nowMs: number) => void, flying: () => number): Promise<number> {
    const landed = new Promise<void>((resolve) => {
      this.#landed = resolve;
    });
    const stop = setTimeout(() => {
      this.#sending = false;
    }, seconds * 1000);
    const give = setTimeout(
      () => this.#population.fail(new Error(`${flying()} messages never arrived`)),
      seconds * 1000 + LANDING_MS,
    );
    const startedMs = performance.now();
    this.#sending = true;
    begin(startedMs);
    try {
      await this.#population.orFailure(landed);
    } finally {
      this.#sending = false;
      clearTimeout(stop);
      clearTimeout(give);
    }
    return performance.now() - startedMs;
  }

  /** Everything has arrived. */
  land(): void {
    this.#landed();
  }
}

/** How long the last messages may take to arrive once nothing more is sent. */
export const LANDING_MS = 10_000;
