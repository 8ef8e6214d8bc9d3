/** How often a child may crash. */
export interface RestartLimit {
  /** Restarts allowed within `withinMs`; the crash after that one is the last. */
  readonly maxRestarts: number;
  /** The window, in milliseconds. */
  readonly withinMs: number;
}

/** What a supervisor tells whoever made it. */
export interface SupervisorListener {
  /** A child crashed, and the next one is about to be started. */
  restarting(): void;
  /** The child crashed once too often and will not be started again. */
  gaveUp(error: unknown): void;
}

/**
 * Keeps one child alive: starts it again when it crashes, and gives up when it crashes too often. One child each, so
 * that one child's crash loop cannot reach another's.
 */
export class Supervisor<Child> {
  readonly #limit: RestartLimit;
  readonly #spawn: (crashed: (error: unknown) => void) => Child;
  readonly #listener: SupervisorListener;
  #crashes: number[] = [];

  /** @param spawn makes and starts a child, which must call `crashed` at most once. */
  constructor(limit: RestartLimit, spawn: (crashed: (error: unknown) => void) => Child, listener: SupervisorListener) {
    this.#limit = limit;
    this.#spawn = spawn;
    this.#listener = listener;
  }

  /** Starts the first child. */
  start(): Child {
    return this.#spawn((error) => this.#crashed(error));
  }

  #crashed(error: unknown): void {
    const now = performance.now();
    this.#crashes = this.#crashes.filter((at) => now - at < this.#limit.withinMs);
    this.#crashes.push(now);
    if (this.#crashes.length > this.#limit.maxRestarts) {
      this.#listener.gaveUp(error);
    } else {
      this.#listener.restarting();
      this.start();
    }
  }
}
