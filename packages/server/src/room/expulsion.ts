import type { Observer } from "../observe/observer.ts";
import type { Bans } from "./bans.ts";
import type { Member } from "./member.ts";
import type { Removal } from "./removal.ts";

/** Where somebody is thrown out of, and how far a ban goes. */
export interface Premises {
  /** The name of the room, or `null` for the whole server. */
  readonly room: string | null;
  /** Everybody in there. */
  readonly members: Iterable<Member>;
  readonly bans: Bans;
  readonly observer: Observer;
}

/** Ends a member; with a ban, everybody else of its identity too, for the same reason, and none of them comes back in. */
export function expel(member: Member, { reason = null, ban = false }: Removal, premises: Premises): void {
  // kept out before anybody ends: who hears of its end and comes back at once is too late
  const expelled = ban === false ? [member] : banAll(member, ban, premises);
  for (const one of expelled) one.end("removed", reason);
}

/** Keeps everybody of a member's identity out, and gives back those who are in. */
function banAll(member: Member, ban: true | { readonly forMs: number }, premises: Premises): readonly Member[] {
  const { room, members, bans, observer } = premises;
  const { id: peerId, identity } = member;
  if (identity === null) {
    observer.emit({ type: "ban_without_identity", peerId, room });
    return [member];
  }
  const others = [...members].filter((other) => other.identity === identity && other !== member);
  const selves = [member, ...others];
  const made = bans.add({ identity, room, until: ban === true ? lastExpiry(selves) : endOf(ban.forMs) });
  if (made === null) return selves;
  observer.emit({ type: "peer_banned", peerId, room, until: made.until });
  // a token that is being looked at just now is one that they have, too
  if (ban === true)
    for (const self of selves) void self.token.judging?.then(() => bans.prolong(made, lastExpiry([self])));
  return selves;
}

/**
 * Keeps somebody out who need not be in there, and ends whoever of that identity is.
 *
 * @param forMs for so many milliseconds. A time that is over bans nobody, and ends nobody.
 */
export function keepOut(identity: string, forMs: number, { room, members, bans, observer }: Premises): void {
  if (forMs <= 0) return;
  const made = bans.add({ identity, room, until: endOf(forMs) });
  const selves = [...members].filter((member) => member.identity === identity);
  const [first] = selves;
  if (made !== null && first !== undefined)
    observer.emit({ type: "peer_banned", peerId: first.id, room, until: made.until });
  for (const self of selves) self.end("removed", null);
}

/** When the last of their tokens expires: with any of them, the same person could come back. */
function lastExpiry(selves: readonly Member[]): number | null {
  const expiries = selves.map(({ token }) => token.lastExpiry ?? Number.POSITIVE_INFINITY);
  return timeOrNever(Math.max(...expiries));
}

function endOf(forMs: number): number | null {
  return timeOrNever(Date.now() + forMs);
}

/** A time that a `Date` can be, or `null` if it never comes. */
function timeOrNever(time: number): number | null {
  return time <= LAST_TIME ? time : null;
}

/** The last time of a `Date` (ECMA-262, "Time Values and Time Range"). */
const LAST_TIME = 8.64e15;
