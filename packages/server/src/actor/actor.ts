import { type Awaitable, isPromise } from "./awaitable.ts";
import { type Job, Mailbox } from "./mailbox.ts";

/** The result of a job whose turn came after its actor had ended: it did not run. */
export const GONE: unique symbol = Symbol("gone");

/** The result of a job that threw, and so crashed its actor. */
export const CRASHED: unique symbol = Symbol("crashed");

/** What an actor is the mailbox of. */
export interface ActorOwner {
  /** A job threw. What is to be done about it is done before anybody learns that it did. */
  crashed(error: unknown): Awaitable<void>;
}

/**
 * One thing with a life and a mailbox. A job that throws crashes it: its owner hears of it once, inside the job's own
 * turn, and whatever still waits is {@link GONE}. Nothing that happens in an actor is ever thrown at its callers.
 */
export class Actor extends Mailbox<typeof GONE | typeof CRASHED> {
  readonly #owner: ActorOwner;
  #ended = false;
  /** The one job that runs after the end. */
  #last: unknown = null;

  constructor(capacity: number, owner: ActorOwner) {
    super(capacity);
    this.#owner = owner;
  }

  /** Ends the actor now. A job that runs goes on; `last` runs when that one is through. */
  end(last: () => Awaitable<void> = () => undefined): Awaitable<unknown> {
    this.#ended = true;
    this.#last = last;
    return this.run(last);
  }

  protected override take<T, A, B>(job: Job<T, A, B>, a: A, b: B): Awaitable<T | typeof GONE | typeof CRASHED> {
    if (this.#ended) return job === this.#last ? job(a, b) : GONE;
    try {
      const result = job(a, b);
      return isPromise(result) ? this.#settled(result) : result;
    } catch (error) {
      return this.#crash(error);
    }
  }

  #settled<T>(result: PromiseLike<T>): PromiseLike<T | typeof CRASHED> {
    return result.then(
      (value) => value,
      (error: unknown) => this.#crash(error),
    );
  }

  #crash(error: unknown): Awaitable<typeof CRASHED> {
    if (this.#ended) return CRASHED;
    this.#ended = true;
    const reported = this.#owner.crashed(error);
    return isPromise(reported) ? reported.then(() => CRASHED) : CRASHED;
  }
}
