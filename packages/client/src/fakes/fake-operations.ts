/**
 * The operations chain of a peer connection, W3C WebRTC section 4.4.1.2: one after the other. What was under way when it was
 * closed is rejected, which is more than the standard asks for, and what some browsers do.
 */
export class FakeOperations {
  readonly #idle: () => void;
  #last: Promise<unknown> = Promise.resolve();
  #running = 0;

  /** `idle` is called each time the chain becomes empty. */
  constructor(idle: () => void) {
    this.#idle = idle;
  }

  get isBusy(): boolean {
    return this.#running > 0;
  }

  run(operation: () => void): Promise<void> {
    this.#running += 1;
    const running = this.#runAfter(this.#last, operation);
    this.#last = Promise.allSettled([running]);
    return running;
  }

  /** What begins from now on waits until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = Promise.all([this.#last, promise]);
    return resolve;
  }

  async #runAfter(previous: Promise<unknown>, operation: () => void): Promise<void> {
    await previous;
    try {
      operation();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#idle();
    }
  }
}
