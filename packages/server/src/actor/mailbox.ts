import { type Awaitable, isPromise } from "./awaitable.ts";

/** Something to do in its turn, with what it needs for that. */
export type Job<T, A, B> = (a: A, b: B) => Awaitable<T>;

/**
 * Runs one job at a time, in the order in which they came. A job that comes while none runs, and that is synchronous,
 * has run when {@link run} returns: no turn of the event loop is spent on it, and nothing is made for it.
 */
export class Mailbox<Outcome = never> {
  readonly #capacity: number;
  #waiting: (Start | undefined)[] = NOBODY_WAITS;
  #next = 0;
  #busy = false;

  /** @param capacity how many jobs may wait before {@link isFull}. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** How many jobs wait for their turn; the running one does not count. */
  get waiting(): number {
    return this.#waiting.length - this.#next;
  }

  /** Whether the bound is reached. Who can be refused asks this first; what must not be lost is run all the same. */
  get isFull(): boolean {
    return this.waiting >= this.#capacity;
  }

  /** Runs a job in its turn and gives back its result. What the job throws goes to the caller; the next job runs. */
  run<T>(job: () => Awaitable<T>): Awaitable<T | Outcome> {
    return this.runWith(job, undefined, undefined);
  }

  /** The same for a job that is there already, and only has to be told what to do it with: no closure is made for it. */
  runWith<T, A, B>(job: Job<T, A, B>, a: A, b: B): Awaitable<T | Outcome> {
    if (this.#busy) return this.#enqueue(() => this.take(job, a, b));
    this.#busy = true;
    let result: Awaitable<T | Outcome>;
    try {
      result = this.take(job, a, b);
    } catch (error) {
      this.#drain();
      throw error;
    }
    if (isPromise(result)) return this.#settle(result);
    this.#drain();
    return result;
  }

  /** Called when a job's turn has come. */
  protected take<T, A, B>(job: Job<T, A, B>, a: A, b: B): Awaitable<T | Outcome> {
    return job(a, b);
  }

  #enqueue<T>(job: () => Awaitable<T>): Promise<T> {
    // most mailboxes never need one of their own
    if (this.#waiting === NOBODY_WAITS) this.#waiting = [];
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(() => {
        try {
          const result = job();
          if (isPromise(result)) return result.then(resolve, reject);
          resolve(result);
        } catch (error) {
          reject(error);
        }
        return undefined;
      });
    });
  }

  async #settle<T>(result: PromiseLike<T>): Promise<T> {
    try {
      return await result;
    } finally {
      this.#drain();
    }
  }

  #drain(): void {
    if (this.#waiting.length === 0) {
      this.#busy = false;
      return;
    }
    for (;;) {
      const start = this.#waiting[this.#next];
      if (start === undefined) break;
      // a job that is done must not keep its message
      this.#waiting[this.#next++] = undefined;
      this.#forgetDoneJobs();
      const running = start();
      if (isPromise(running)) {
        // never rejects: a waiting job hands its failure to its own caller
        void running.then(() => this.#drain());
        return;
      }
    }
    this.#waiting = NOBODY_WAITS;
    this.#next = 0;
    this.#busy = false;
  }

  /** A mailbox that is never empty would otherwise grow for ever. */
  #forgetDoneJobs(): void {
    if (this.#next < DONE_JOBS_KEPT) return;
    this.#waiting.splice(0, this.#next);
    this.#next = 0;
  }
}

/** Starts a job whose turn has come. */
type Start = () => Awaitable<void>;

const NOBODY_WAITS: Start[] = [];

const DONE_JOBS_KEPT = 256;
