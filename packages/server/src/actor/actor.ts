import { type Awaitable, isPromise } from "./awaitable.ts";
import { Mailbox } from "./mailbox.ts";

/** The result of a job whose turn came after its actor had ended: it did not run. */
export const GONE: unique symbol = Symbol("gone");

/** The result of a job that threw, and so crashed its actor. */
export const CRASHED: unique symbol = Symbol("crashed");

/**
 * One thing with a life and a mailbox. A job that throws crashes it: `onCrash` hears of it once, inside the job's own
 * turn, and whatever still waits is {@link GONE}. Nothing that happens in an actor is ever thrown at its callers.
 */
export class Actor {
  readonly #mailbox: Mailbox;
  readonly #onCrash: (error: unknown) => Awaitable<void>;
  #ended = false;

  constructor(capacity: number, onCrash: (error: unknown) => Awaitable<void>) {
    this.#mailbox = new Mailbox(capacity);
    this.#onCrash = onCrash;
  }

  /** How many jobs wait for their turn. */
  get waiting(): number {
    return this.#mailbox.waiting;
  }

  /** Whether as many jobs wait as may. */
  get isFull(): boolean {
    return this.#mailbox.isFull;
  }

  /** Runs a job in its turn, unless the actor has ended by then. */
  run<T>(job: () => Awaitable<T>): Awaitable<T | typeof GONE | typeof CRASHED> {
    return this.#mailbox.run(() => (this.#ended ? GONE : this.#guard(job)));
  }

  /** Ends the actor now. A job that runs goes on; `last` runs when that one is through. */
  end(last: () => Awaitable<void> = () => undefined): Awaitable<void> {
    this.#ended = true;
    return this.#mailbox.run(last);
  }

  #guard<T>(job: () => Awaitable<T>): Awaitable<T | typeof CRASHED> {
    try {
      const result = job();
      return isPromise(result)
        ? result.then(
            (value) => value,
            (error: unknown) => this.#crash(error),
          )
        : result;
    } catch (error) {
      return this.#crash(error);
    }
  }

  #crash(error: unknown): Awaitable<typeof CRASHED> {
    if (this.#ended) return CRASHED;
    this.#ended = true;
    const reported = this.#onCrash(error);
    return isPromise(reported) ? reported.then(() => CRASHED) : CRASHED;
  }
}
