import type { Reach } from "../room/reach.ts";
import type { TokenInit } from "./peer.ts";

/** What a peer's token says of it, once looked at. */
export interface TokenTerms {
  /** Until when it is authenticated, in milliseconds since 1970; `null` for ever. */
  readonly expiresAt: number | null;
  /** Whom its client may address, or `null` for everybody. */
  readonly reach: Reach | null;
}

/** A hook's word, before it is believed. */
type Unread = { readonly [Field in keyof TokenInit]?: unknown };

/** Reads the terms in what `onInit` or `onToken` accepted, or says what is wrong with them. Never repeats them. */
export function readTerms({ expiresAt, sendToAll = true, sendTo = true }: Unread): TokenTerms | string {
  if (expiresAt !== undefined && !isMoment(expiresAt)) return "an expiresAt that is no number of milliseconds";
  if (typeof sendToAll !== "boolean") return "a sendToAll that is neither true nor false";
  if (typeof sendTo !== "boolean" && !isListOfStrings(sendTo))
    return "a sendTo that is no boolean and no list of identities";
  const reach = reachOf(sendToAll, sendTo);
  return expiresAt === undefined && reach === null ? FOR_EVER : { expiresAt: expiresAt ?? null, reach };
}

function reachOf(all: boolean, members: boolean | readonly string[]): Reach | null {
  if (all && members === true) return null;
  return Object.freeze({ all, members: typeof members === "boolean" ? members : new Set(members) });
}

/** Everything, and for ever: what holds for most peers, who share it. */
const FOR_EVER: TokenTerms = Object.freeze({ expiresAt: null, reach: null });

/** Whether terms are over before they have begun. */
export function isExpired({ expiresAt }: TokenTerms): boolean {
  return expiresAt !== null && expiresAt <= Date.now();
}

/** What the client of an expired token is told, as the details. */
export const EXPIRED = "expired";

function isMoment(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
