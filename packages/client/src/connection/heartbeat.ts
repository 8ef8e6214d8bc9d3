/** How long the answer to a probe may take. */
const PROBE_MS = 3_000;

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
 *
 * A page that sleeps hears nothing, and is no proof of anything. So a beat that comes more than an interval late is
 * excused: it pings once more and allows 3 seconds. But only once, or a page whose timers are always late, as in the
 * background, would never find out.
 */
export class Heartbeat {
  readonly #intervalMs: number;
  readonly #probeMs: number;
  readonly #actions: HeartbeatActions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer should fire, as in `Date.now()`: other clocks may stand still while a computer sleeps. */
  #dueAt = 0;
  #heard = true;
  #excused = false;

  constructor(intervalMs: number, actions: HeartbeatActions) {
    this.#intervalMs = intervalMs;
    this.#probeMs = Math.min(PROBE_MS, intervalMs);
    this.#actions = actions;
    this.#wait(intervalMs);
  }

  /** Something came from the other end: an answer or anything else. */
  hear(): void {
    this.#heard = true;
    this.#excused = false;
  }

  /** Asks now: a link that is dead already is found within 3 seconds, or an interval if that is shorter. */
  probe(): void {
    // a ping is out, and its time is up before that of a new one would be
    if (!this.#heard && this.#dueAt <= Date.now() + this.#probeMs) return;
    this.#ping(this.#probeMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #beat(): void {
    if (this.#heard) {
      this.#ping(this.#intervalMs);
    } else if (!this.#excused && Date.now() - this.#dueAt > this.#intervalMs) {
      this.#excused = true;
      this.#ping(this.#probeMs);
    } else {
      this.#actions.dead();
    }
  }

  #ping(patienceMs: number): void {
    this.#heard = false;
    this.#wait(patienceMs);
    this.#actions.ping();
  }

  #wait(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#dueAt = Date.now() + delayMs;
    this.#timer = setTimeout(() => this.#beat(), delayMs);
  }
}
