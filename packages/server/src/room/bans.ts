/** Somebody who is kept out. */
export interface Ban {
  /** Who: what `onInit` accepts as `identity`. */
  readonly identity: string;
  /** Out of the room of this name, whenever there is one; `null` for the whole server. */
  readonly room: string | null;
  /** Until when, in milliseconds since 1970; `null` for as long as the server runs. */
  readonly until: number | null;
}

/** The bans of one server. They are not a room's own: they outlive its crashes, its restarts and its end. */
export class Bans {
  readonly #max: number;
  /** In the order in which they were made. */
  readonly #bans = new Map<string, Ban>();

  /** @param max how many there may be; of more, the one that ends first gives way, and of several such the oldest. */
  constructor(max: number) {
    this.#max = max;
  }

  /** The bans that hold now, in the order in which they were made. */
  list(): Ban[] {
    this.#forgetOver();
    return [...this.#bans.values()];
  }

  /** Whether somebody is kept out of a room, or, with `room` as `null`, of the whole server. Nobody in particular never is. */
  holds(identity: string | null, room: string | null): boolean {
    if (identity === null) return false;
    return this.#find(identity, null) !== null || (room !== null && this.#find(identity, room) !== null);
  }

  /**
   * Keeps somebody out. A ban only grows: of two on the same, the one that ends later holds.
   *
   * @returns the ban that holds now, or `null` if none does: it was over before it began, or there is no place for it.
   */
  add(ban: Ban): Ban | null {
    const { identity, room } = ban;
    const lasting = later(this.#find(identity, room), ban);
    if (isOver(lasting)) return null;
    const key = keyOf(identity, room);
    this.#bans.delete(key);
    this.#bans.set(key, lasting);
    if (this.#bans.size > this.#max) this.#makeSpace();
    return this.#bans.has(key) ? lasting : null;
  }

  /** Makes a ban that has been made last longer, unless it has been lifted meanwhile, or has given way. */
  prolong(made: Ban, until: number | null): void {
    if (isOver(made) || this.#find(made.identity, made.room) !== null) this.add({ ...made, until });
  }

  /** Ends a ban. Settles nothing else: one on the whole server is not lifted by lifting a room's. `false` if there was none. */
  lift(identity: string, room: string | null): boolean {
    if (this.#find(identity, room) === null) return false;
    return this.#bans.delete(keyOf(identity, room));
  }

  /** Bans that are over are forgotten when somebody asks for them: no timer runs for any. */
  #find(identity: string, room: string | null): Ban | null {
    const key = keyOf(identity, room);
    const ban = this.#bans.get(key);
    if (ban === undefined) return null;
    if (!isOver(ban)) return ban;
    this.#bans.delete(key);
    return null;
  }

  #makeSpace(): void {
    this.#forgetOver();
    if (this.#bans.size <= this.#max) return;
    const [first, ...others] = this.#bans.values();
    if (first === undefined) return;
    const soonest = others.reduce((soonestYet, ban) => (endOf(ban) < endOf(soonestYet) ? ban : soonestYet), first);
    this.#bans.delete(keyOf(soonest.identity, soonest.room));
  }

  #forgetOver(): void {
    for (const [key, ban] of this.#bans) if (isOver(ban)) this.#bans.delete(key);
  }
}

function later(former: Ban | null, ban: Ban): Ban {
  return former !== null && endOf(former) > endOf(ban) ? former : ban;
}

/** By the wall clock, as tokens are: a ban that ends with a token must not end before it. */
function isOver(ban: Ban): boolean {
  return endOf(ban) <= Date.now();
}

function endOf({ until }: Ban): number {
  return until ?? Number.POSITIVE_INFINITY;
}

/** JSON, so that no name of a room runs into an identity. */
function keyOf(identity: string, room: string | null): string {
  return JSON.stringify([room, identity]);
}
