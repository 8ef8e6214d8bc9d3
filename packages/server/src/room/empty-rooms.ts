/** A room that may be empty for a time only. */
export interface Emptiable {
  /** That time is over. */
  endIfEmpty(): void;
}

/**
 * Notices the rooms that have been empty for as long as they may be. There is a timer for all that may be so for the same time,
 * and not for each.
 */
export class EmptyRooms {
  readonly #lines = new Map<number, Line>();

  /** A room is empty as of now, and may be for so many milliseconds, or for ever. */
  add(room: Emptiable, emptyMs: number | false = false): void {
    if (emptyMs === false) return;
    let line = this.#lines.get(emptyMs);
    if (line === undefined) {
      line = new Line(emptyMs, () => this.#lines.delete(emptyMs));
      this.#lines.set(emptyMs, line);
    }
    line.add(room);
  }

  /** Somebody has come to a room that was added with so many milliseconds, or it is at its end. */
  delete(room: Emptiable, emptyMs: number | false = false): void {
    if (emptyMs !== false) this.#lines.get(emptyMs)?.delete(room);
  }
}

/** Rooms that are as patient as each other: which has been empty for longest ends first. */
class Line {
  readonly #emptyMs: number;
  readonly #over: () => void;
  readonly #dueAt = new Map<Emptiable, number>();
  #timer: NodeJS.Timeout | null = null;

  /** @param over nobody is in it any more, and its timer has stopped: an application may give each room a time of its own. */
  constructor(emptyMs: number, over: () => void) {
    this.#emptyMs = emptyMs;
    this.#over = over;
  }

  add(room: Emptiable): void {
    this.#dueAt.delete(room);
    this.#dueAt.set(room, performance.now() + this.#emptyMs);
    if (this.#timer === null) this.#wait(this.#emptyMs);
  }

  delete(room: Emptiable): void {
    // the timer stays: rooms come and go more often than it fires
    this.#dueAt.delete(room);
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#look(), ms);
    // no room is worth a process that has nothing else to do
    this.#timer.unref();
  }

  #look(): void {
    const now = performance.now();
    for (const [room, dueAt] of this.#dueAt) {
      if (dueAt > now) return this.#wait(Math.ceil(dueAt - now));
      this.#dueAt.delete(room);
      // which may bring another room into this line: it has its turn in this loop
      room.endIfEmpty();
    }
    this.#timer = null;
    this.#over();
  }
}
