import { expel, keepOut, type Premises } from "./expulsion.ts";
import type { Member } from "./member.ts";
import type { Removal } from "./removal.ts";
import type { Duplicates } from "./room-spec.ts";
import type { Roster } from "./roster.ts";

/** Where a doorkeeper stands. */
interface Door extends Premises {
  readonly members: Roster;
}

/** Decides who may not come into a room, before its own `onJoin` is asked, and throws out who is to be kept out. */
export class Doorkeeper {
  readonly #door: Door;
  readonly #duplicates: Duplicates;
  /** Whom `onJoin` is being asked about. */
  #newcomer: Member | null = null;

  constructor(door: Door, duplicates: Duplicates) {
    this.#door = door;
    this.#duplicates = duplicates;
  }

  /** Whether somebody is kept out, of this room or of the whole server. */
  isBanned({ identity }: Member): boolean {
    const { bans, room } = this.#door;
    return bans.holds(identity, room);
  }

  /**
   * The members whose place a newcomer takes if `onJoin` lets it in, or why it may not come in. They are hidden until
   * {@link judged}: the room that `onJoin` sees is the one that the newcomer would be in.
   */
  judge(newcomer: Member): readonly Member[] | "banned" | "already_joined" {
    if (this.isBanned(newcomer)) return "banned";
    const formerSelves = this.#duplicates === "allow" ? NOBODY : this.#selvesOf(newcomer);
    // one whose client has gone, and that is still on its way out, is in nobody's way
    const isThere = formerSelves.some(({ isGone }) => !isGone);
    if (this.#duplicates === "reject" && isThere) return "already_joined";
    this.#door.members.hide(formerSelves);
    this.#newcomer = newcomer;
    return formerSelves;
  }

  /** `onJoin` has spoken, and whoever is replaced has been. */
  judged(): void {
    this.#door.members.hide(NOBODY);
    this.#newcomer = null;
  }

  /** Somebody has been replaced: what it has shown to be let in counts with the selves that are left. */
  handDown(former: Member): void {
    if (former.identity === null) return;
    const newcomer = this.#newcomer?.identity === former.identity ? [this.#newcomer] : NOBODY;
    for (const self of [...this.#selvesOf(former), ...newcomer]) self.token.inherit(former.token);
  }

  /** Ends a member; with a ban, everybody else of its identity too. */
  expel(member: Member, removal: Removal): void {
    expel(member, removal, this.#door);
  }

  /** Keeps somebody out who need not be in, for so many milliseconds. */
  keepOut(identity: string, forMs: number): void {
    keepOut(identity, forMs, this.#door);
  }

  /** Nobody in particular is the same as nobody. */
  #selvesOf({ identity }: Member): readonly Member[] {
    if (identity === null) return NOBODY;
    return [...this.#door.members].filter((member) => member.identity === identity);
  }
}

const NOBODY: readonly Member[] = [];
