import { createHash } from "node:crypto";

import { decodeJwt, decodeProtectedHeader } from "jose";

import { GRANT_CLAIM, readGrant } from "./grants.ts";
import { isOneRoom } from "./room-pattern.ts";
import { isTokenAlgorithm, type TokenAlgorithm } from "./token-algorithms.ts";
import type { KeyHint } from "./token-keys.ts";

/** Longer tokens are refused unread. Node takes 16 KiB of headers altogether. */
export const MAX_TOKEN_LENGTH = 8192;

/** A token that has the form of one; nothing of it is verified. */
export interface CompactToken {
  readonly token: string;
  readonly hint: KeyHint;
  /** Of what is signed, and not of the signature: whoever has one signature of ECDSA can make another that holds as well. */
  readonly fingerprint: string;
}

/**
 * Reads a token's form and header: three parts of base64url (RFC 7515 section 7.1) that can be written in no other way, so that
 * one token is one string, and an algorithm of the list. Extensions that a token asks to understand (`crit`, `b64`) are refused.
 * Never throws.
 */
export function readCompact(
  token: unknown,
  algorithms: readonly TokenAlgorithm[],
): CompactToken | "malformed" | "too_long" | "wrong_algorithm" {
  if (typeof token !== "string") return "malformed";
  if (token.length > MAX_TOKEN_LENGTH) return "too_long";
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every(isCanonical)) return "malformed";
  const header = readHeader(token);
  if (header === null || header["crit"] !== undefined || header["b64"] !== undefined) return "malformed";
  const { alg, kid } = header;
  if (!isTokenAlgorithm(alg) || !algorithms.includes(alg)) return "wrong_algorithm";
  if (kid !== undefined && typeof kid !== "string") return "malformed";
  const signed = token.slice(0, token.lastIndexOf("."));
  return { token, hint: { alg, kid }, fingerprint: createHash("sha256").update(signed).digest("base64url") };
}

/** The one room that a token says it is for, or `null`. Nothing is verified: this is the stranger's word. Never throws. */
export function claimedRoom(token: unknown): string | null {
  if (typeof token !== "string" || token.length > MAX_TOKEN_LENGTH) return null;
  try {
    const grant = readGrant(decodeJwt(token)[GRANT_CLAIM]);
    return grant !== null && isOneRoom(grant.room) ? grant.room : null;
  } catch {
    return null;
  }
}

function readHeader(token: string): Record<string, unknown> | null {
  try {
    return { ...decodeProtectedHeader(token) };
  } catch {
    return null;
  }
}

/** Decoders leave the last bits of the last character alone, and some take other alphabets: there must be one way to write it. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, "base64url").toString("base64url") === part;
}
