import { createTokenSigner, createTokenVerifier } from "@parlor/server/auth";
import { decodeProtectedHeader } from "jose";

import type { Key, KeyRing } from "./key-ring.ts";
import type { Session } from "./sessions.ts";

/** What a join token says. */
export interface JoinToken {
  readonly accountId: string;
  readonly sessionId: string;
  /** The name of the call that it is for. */
  readonly call: string;
  /** Milliseconds since 1970: not later than the session does. */
  readonly expiresAt: number;
}

const ALGORITHM = "HS256";
const ISSUER = "parlor-auth-example";
const AUDIENCE = "join";
/** A session is never longer. */
const LONGEST_S = 12 * 60 * 60;

/**
 * Signs the token by which the page of a call shows that its session goes on. It is for this session and this call only,
 * expires when the session does, and is no way to log in: the page's scripts may have it, unlike the cookie.
 */
export function signJoinToken(keys: KeyRing, session: Session, call: string): Promise<string> {
  const { kid, secret } = keys.newest("join");
  const options = { algorithm: ALGORITHM, issuer: ISSUER, audience: AUDIENCE, lifetimeSeconds: LONGEST_S } as const;
  return createTokenSigner({ ...options, key: secret, kid }).sign({
    subject: session.account.id,
    room: call,
    expiresAt: session.expiresAt,
    claims: { sid: session.id },
  });
}

/** Reads a join token. `null`: it is none of ours, or has expired. Never throws. Whether its session goes on is another matter. */
export async function readJoinToken(keys: KeyRing, given: unknown): Promise<JoinToken | null> {
  const key = keyOf(keys, given);
  if (key === null) return null;
  const token = await createTokenVerifier({
    keys: { [key.kid]: key.secret },
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    audience: AUDIENCE,
    // who has signed it is this very server
    clockToleranceSeconds: 0,
  }).verify(given);
  if (!token.ok || token.subject === null) return null;
  const { sid } = token.claims;
  if (typeof sid !== "string") return null;
  return { accountId: token.subject, sessionId: sid, call: token.room, expiresAt: token.expiresAt };
}

/** The key that the token says it was signed with: it only is looked for, the verifier finds out whether that is so. */
function keyOf(keys: KeyRing, given: unknown): Key | null {
  if (typeof given !== "string" || given.length > MAX_CHARACTERS) return null;
  try {
    const { kid } = decodeProtectedHeader(given);
    return typeof kid === "string" ? keys.find("join", kid) : null;
  } catch {
    return null;
  }
}

const MAX_CHARACTERS = 2_000;
