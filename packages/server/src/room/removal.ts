import type { Json } from "@parlor/protocol";

/** How a peer is ended by the server. */
export interface Removal {
  /** Reaches its client as the details of `removed`. What is not JSON arrives as `null`. @default null */
  readonly reason?: Json;
  /**
   * Whether it is kept out from now on, together with everybody else of its identity: `true` until the last of the tokens
   * expires that they have ever shown on these connections, or on those whose place these have taken, and for as long as the
   * server runs if one does not expire; or for so many milliseconds, where `Infinity` is for as long as the server runs.
   *
   * @default false
   */
  readonly ban?: boolean | { readonly forMs: number };
}

/**
 * Refuses what is no removal, at whoever calls: a ban that is misspelt must not pass for none. A time that is over already
 * is no mistake, since times are computed: the peer ends, and nobody is kept out.
 *
 * @throws TypeError
 */
export function checkRemoval(removal: unknown): void {
  if (typeof removal !== "object" || removal === null || !Object.keys(removal).every((key) => FIELDS.has(key))) {
    throw new TypeError("removal: expected { reason, ban }, both of them optional");
  }
  if ("ban" in removal && !isBan(removal.ban)) {
    throw new TypeError("ban: expected true, false or { forMs }, a number of milliseconds");
  }
}

/**
 * Refuses what is no ban, at whoever calls, and does not show it: it may be an identity.
 *
 * @throws TypeError
 */
export function checkBan(identity: unknown, time: unknown): void {
  if (typeof identity !== "string" || identity === "")
    throw new TypeError("identity: expected a string that is not empty");
  if (typeof time !== "object" || time === null || !Object.keys(time).every((key) => key === "forMs"))
    throw new TypeError("ban: expected an identity and { forMs }, which is optional");
  if ("forMs" in time && !isTime(time.forMs)) throw new TypeError("forMs: expected a number of milliseconds");
}

const FIELDS: ReadonlySet<string> = new Set<keyof Removal>(["reason", "ban"]);

function isBan(ban: unknown): boolean {
  if (typeof ban === "boolean") return true;
  if (typeof ban !== "object" || ban === null || !("forMs" in ban)) return false;
  return isTime(ban.forMs);
}

function isTime(forMs: unknown): boolean {
  return typeof forMs === "number" && !Number.isNaN(forMs);
}
