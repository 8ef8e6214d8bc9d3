/** Something whose life is looked at from time to time. */
export interface Beating {
  /**
   * @param now a monotonic time in milliseconds.
   * @param isLate whether this process has stalled: what clients have said meanwhile may not have been read yet.
   */
  beat(now: number, isLate: boolean): void;
}

/**
 * One timer for the life of all peers of a server, which runs only while there are any. Each is looked at once in every
 * interval, but not all in one turn of the event loop: they are dealt out to slots, whose turns come one after the other.
 */
export class Heartbeat {
  readonly #slotMs: number;
  readonly #slots: readonly Set<Beating>[];
  #size = 0;
  /** Which slot's turn comes next, and which one takes the next newcomer. */
  #next = 0;
  #filling = 0;
  #dueAt = 0;
  /** How many slots are still to be told that the process has stalled. */
  #late = 0;
  /** Those of the slot whose turn it is that have not had it yet. */
  #rest: Iterator<Beating> | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param everyMs milliseconds between two beats of each; `Infinity` for none. */
  constructor(everyMs: number) {
    const slots = Math.min(MAX_SLOTS, Math.max(1, Math.floor(everyMs / MIN_SLOT_MS)));
    this.#slotMs = everyMs / slots;
    this.#slots = Array.from({ length: slots }, () => new Set<Beating>());
  }

  add(beating: Beating): void {
    if (!Number.isFinite(this.#slotMs)) return;
    if (this.#size++ === 0) this.#start();
    this.#slots[this.#filling]?.add(beating);
    this.#filling = (this.#filling || this.#slots.length) - 1;
  }

  delete(beating: Beating): void {
    // to look for it costs less than to remember for everybody where it is
    if (!this.#slots.some((slot) => slot.delete(beating)) || --this.#size > 0) return;
    clearTimeout(this.#timer);
  }

  /** The first newcomer's turn comes one interval from now. */
  #start(): void {
    this.#next = 0;
    this.#rest = null;
    this.#late = 0;
    this.#filling = this.#slots.length - 1;
    this.#dueAt = performance.now() + this.#slotMs;
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#turn(), Math.max(1, this.#dueAt - performance.now()));
  }

  /** One slot's turn, or a part of it if there are too many in it. */
  #turn(): void {
    const now = performance.now();
    if (now - this.#dueAt > (this.#slots.length * this.#slotMs) / 2) {
      this.#late = this.#slots.length;
      this.#dueAt = now;
    }
    const isThrough = this.#beat(now, this.#late > 0);
    if (this.#size === 0) return;
    if (isThrough) {
      this.#rest = null;
      this.#next = (this.#next + 1) % this.#slots.length;
      this.#dueAt += this.#slotMs;
      if (this.#late > 0) this.#late--;
    }
    this.#wait();
  }

  #beat(now: number, isLate: boolean): boolean {
    this.#rest ??= this.#slots[this.#next]?.values() ?? null;
    for (let beats = 0; beats < MAX_BEATS_PER_TURN; beats++) {
      const next = this.#rest?.next();
      if (next === undefined || next.done === true) return true;
      next.value.beat(now, isLate);
    }
    return false;
  }
}

/** At the default interval of 15 seconds a turn comes every half second. */
const MAX_SLOTS = 32;

/** For short intervals fewer slots do: a timer is not more exact than a few milliseconds. */
const MIN_SLOT_MS = 100;

/** So that one turn takes milliseconds at most. */
const MAX_BEATS_PER_TURN = 512;
