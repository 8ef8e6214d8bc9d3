import type { Addressees } from "@parlor/protocol";

/** Whom a peer may address, where that is not everybody. */
export interface Reach {
  /** Whether it may send to `"all"`. */
  readonly all: boolean;
  /** Whether it may send to single members: to each, to none, or to those of these identities. */
  readonly members: boolean | ReadonlySet<string>;
}

/** What a reach leaves of a message's addressees. */
export interface WithinReach {
  /** Who gets it; `null` if nobody is left, so that there is nothing to forward. */
  readonly allowed: Addressees | null;
  /** Who does not, each once, or `null` if that is nobody. */
  readonly refused: Addressees | null;
}

/** Members by their ids; a room's roster is one. */
export interface Identities {
  get(peerId: string): { readonly identity: string | null } | undefined;
}

/**
 * Divides the addressees of a client's message. Ids of no member stay in, for the fan-out to name them; unless no member may
 * be addressed at all. A member without an identity is on no list. A message to nobody (`[]`) is for the room's own
 * hooks, and within every reach.
 */
export function limitReach(to: Addressees, { all, members }: Reach, identities: Identities): WithinReach {
  if (to === "all") return all ? { allowed: to, refused: null } : REFUSED_ALL;
  if (members === true || to.length === 0) return { allowed: to, refused: null };
  if (members === false) return { allowed: null, refused: once(to) };
  const allowed: string[] = [];
  const refused: string[] = [];
  for (const peerId of to) (isWithin(members, identities.get(peerId)) ? allowed : refused).push(peerId);
  if (refused.length === 0) return { allowed: to, refused: null };
  return { allowed: allowed.length === 0 ? null : allowed, refused: once(refused) };
}

const REFUSED_ALL: WithinReach = Object.freeze({ allowed: null, refused: "all" });

function isWithin(members: ReadonlySet<string>, member: { readonly identity: string | null } | undefined): boolean {
  return member === undefined || (member.identity !== null && members.has(member.identity));
}

function once(peerIds: readonly string[]): readonly string[] {
  return peerIds.length > 1 ? [...new Set(peerIds)] : peerIds;
}
