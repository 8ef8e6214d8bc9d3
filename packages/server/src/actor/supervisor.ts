/** How often a child may crash. */
export interface RestartLimit {
  /** Restarts allowed within `withinMs`; the crash after that one is the last. */
  readonly maxRestarts: number;
  /** The window, in milliseconds. */
  readonly withinMs: number;
}

/** What a supervisor keeps alive, and tells of it. */
export interface Supervised {
  /** Makes and starts a child, whose crash is to be told to {@link Supervisor.crashed}, once at most. */
  spawn(): void;
  /** A child crashed, and the next one is about to be started. */
  restarting(): void;
  /** The child crashed once too often and will not be started again. */
  gaveUp(error: unknown): void;
  /** The child crashed after {@link Supervisor.halt}, or had crashed before: there is none, and none will follow. */
  halted(): void;
}

/**
 * Keeps one child alive: starts it again when it crashes, and gives up when it crashes too often. One child each, so
 * that one child's crash loop cannot reach another's. The first restart is immediate, the next ones wait, longer each
 * time, so that a loop cannot starve the process either.
 */
export class Supervisor {
  readonly #limit: RestartLimit;
  readonly #supervised: Supervised;
  /** When it has crashed lately. */
  #crashes: readonly number[] = NEVER;
  #timer: NodeJS.Timeout | undefined;
  #isHalted = false;

  constructor(limit: RestartLimit, supervised: Supervised) {
    this.#limit = limit;
    this.#supervised = supervised;
  }

  /** Starts the first child. */
  start(): void {
    this.#supervised.spawn();
  }

  /** From now on nothing is started again. A child that lives goes on living. */
  halt(): void {
    this.#isHalted = true;
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#supervised.halted();
  }

  /** The child has crashed. */
  crashed(error: unknown): void {
    if (this.#isHalted) return this.#supervised.halted();
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < this.#limit.withinMs), now];
    if (this.#crashes.length > this.#limit.maxRestarts) return this.#supervised.gaveUp(error);
    if (this.#crashes.length === 1) return this.#restart();
    this.#timer = setTimeout(() => this.#restart(), Math.min(MAX_WAIT_MS, 2 ** this.#crashes.length));
  }

  #restart(): void {
    this.#timer = undefined;
    this.#supervised.restarting();
    this.start();
  }
}

const MAX_WAIT_MS = 1000;

const NEVER: readonly number[] = [];
