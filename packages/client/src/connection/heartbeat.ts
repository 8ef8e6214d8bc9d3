/** What a heartbeat does to the link it watches. */
export interface HeartbeatActions {
  readonly ping: () => void;
  /** Called at most once; the heartbeat has stopped by then. */
  readonly dead: () => void;
}

/**
 * Finds a dead link: pings every `intervalMs`, and calls it dead when nothing at all has been heard by the time of the
 * next ping. **A link that dies is found within `2 * intervalMs`**: at most one interval until the next ping, and one
 * more for its answer.
 */
export class Heartbeat {
  readonly #actions: HeartbeatActions;
  readonly #timer: ReturnType<typeof setInterval>;
  #heard = true;

  constructor(intervalMs: number, actions: HeartbeatActions) {
    this.#actions = actions;
    this.#timer = setInterval(() => this.#beat(), intervalMs);
  }

  /** Something came from the other end: an answer or anything else. */
  hear(): void {
    this.#heard = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    if (!this.#heard) {
      this.stop();
      this.#actions.dead();
      return;
    }
    this.#heard = false;
    this.#actions.ping();
  }
}
