import { expel, type Premises } from "./expulsion.ts";
import type { Member } from "./member.ts";
import type { Removal } from "./removal.ts";
import type { Duplicates } from "./room-spec.ts";

/** Decides who may not come into a room, before its own `onJoin` is asked, and throws out who is to be kept out. */
export class Doorkeeper {
  readonly #premises: Premises;
  readonly #duplicates: Duplicates;

  constructor(premises: Premises, duplicates: Duplicates) {
    this.#premises = premises;
    this.#duplicates = duplicates;
  }

  /** Whether somebody is kept out, of this room or of the whole server. */
  isBanned({ identity }: Member): boolean {
    const { bans, room } = this.#premises;
    return bans.holds(identity, room);
  }

  /** The members that a newcomer takes the place of, or why it may not come in. */
  judge(newcomer: Member): readonly Member[] | "banned" | "already_joined" {
    if (this.isBanned(newcomer)) return "banned";
    const { identity } = newcomer;
    if (this.#duplicates === "allow" || identity === null) return NOBODY;
    const formerSelves = [...this.#premises.members].filter((member) => member.identity === identity);
    // one whose client has gone, and that is still on its way out, is in nobody's way
    const isThere = formerSelves.some(({ isGone }) => !isGone);
    return this.#duplicates === "reject" && isThere ? "already_joined" : formerSelves;
  }

  /** Ends a member; with a ban, everybody else of its identity too. */
  expel(member: Member, removal: Removal): void {
    expel(member, removal, this.#premises);
  }
}

const NOBODY: readonly Member[] = [];
