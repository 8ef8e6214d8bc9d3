import { jwtVerify, SignJWT } from "jose";

import { isUuid } from "../database/uuid.ts";
import type { KeyRing } from "./key-ring.ts";

/** What the token in a session's cookie says. */
export interface SessionToken {
  /** `sub` */
  readonly accountId: string;
  /** `sid`: 256 bits, base64url. */
  readonly secret: string;
  /** `exp`, in milliseconds since 1970: whole seconds. */
  readonly expiresAt: number;
}

/** It is what we have signed, or it is nothing: RFC 8725, sections 3.1, 3.8, 3.9 and 3.11. */
const ALGORITHM = "HS256";
const ISSUER = "parlor-auth-example";
const AUDIENCE = "session";
const TYPE = "session+jwt";

/** Ours have some 350 characters. */
const MAX_CHARACTERS = 2_000;
const SECRET = /^[\w-]{43}$/;

/** Signs a session's token with the newest key. `now` in milliseconds since 1970. */
export function signSessionToken(keys: KeyRing, token: SessionToken, now: number): Promise<string> {
  const { kid, secret } = keys.newest("session");
  return new SignJWT({ sid: token.secret })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(token.accountId)
    .setIssuedAt(new Date(now))
    .setExpirationTime(new Date(token.expiresAt))
    .sign(secret);
}

/** Reads a session's token. `null`: it is none of ours, or it has expired. Never throws. */
export async function readSessionToken(keys: KeyRing, given: unknown, now: number): Promise<SessionToken | null> {
  if (typeof given !== "string" || given.length > MAX_CHARACTERS) return null;
  try {
    const { payload } = await jwtVerify(given, ({ kid }) => secretOf(keys, kid), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: TYPE,
      requiredClaims: ["sub", "sid", "iat", "exp"],
      currentDate: new Date(now),
    });
    const { sub, sid, exp } = payload;
    if (typeof sub !== "string" || !isUuid(sub) || exp === undefined) return null;
    return typeof sid === "string" && SECRET.test(sid) ? { accountId: sub, secret: sid, expiresAt: exp * 1000 } : null;
  } catch {
    // why it is none is of no use to who made it
    return null;
  }
}

function secretOf(keys: KeyRing, kid: string | undefined): Uint8Array {
  const key = kid === undefined ? null : keys.find("session", kid);
  if (key === null) throw new Error("No such key");
  return key.secret;
}
