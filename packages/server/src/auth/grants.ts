import type { Json } from "@parlor/protocol";

import { isJson } from "../room/json.ts";

/** The claim of a token that says what it allows. */
export const GRANT_CLAIM = "parlor";

/** What a token allows its bearer. */
export interface Grant {
  /** The room's name, or a pattern of names in which `*` stands for any run of characters. */
  readonly room: string;
  /** Whether it may send to `"all"`. */
  readonly sendToAll: boolean;
  /** Whether it may send to single members, or to whom: a list of identities. */
  readonly sendTo: boolean | readonly string[];
  /** What the other members will get to see of it. */
  readonly metadata: Json;
}

/** The claim as it stands in a token's payload. */
export interface GrantClaim {
  readonly room: string;
  readonly send_to_all?: boolean;
  readonly send_to?: boolean | readonly string[];
  readonly metadata?: Json;
}

const FIELDS: ReadonlySet<string> = new Set<keyof GrantClaim>(["room", "send_to_all", "send_to", "metadata"]);

/**
 * Reads the claim, or returns `null` if it is not exactly one. A name that is unknown here is refused as well: it may be a misspelt
 * limit, or one of a later version, and what is not understood must not be allowed.
 */
export function readGrant(claim: unknown): Grant | null {
  if (!isObject(claim) || !Object.keys(claim).every((name) => FIELDS.has(name))) return null;
  const { room, send_to_all = true, send_to = true, metadata = null }: Record<string, unknown> = { ...claim };
  if (typeof room !== "string" || room === "") return null;
  if (typeof send_to_all !== "boolean" || !isSendTo(send_to) || !isJson(metadata)) return null;
  return { room, sendToAll: send_to_all, sendTo: send_to, metadata };
}

/** The claim that {@link readGrant} reads as this grant. */
export function writeGrant({ room, sendToAll, sendTo, metadata }: Grant): GrantClaim {
  return {
    room,
    ...(sendToAll ? {} : { send_to_all: false }),
    ...(sendTo === true ? {} : { send_to: sendTo }),
    ...(metadata === null ? {} : { metadata }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSendTo(value: unknown): value is Grant["sendTo"] {
  return (
    typeof value === "boolean" || (Array.isArray(value) && value.every((identity) => typeof identity === "string"))
  );
}
