import { GRANT_CLAIM, readGrant } from "./grants.ts";
import { matchesRoom } from "./room-pattern.ts";
import type { TokenProblem, VerifiedToken } from "./verified-token.ts";

/** What the verifier goes by. */
interface Expectations {
  readonly audience?: string;
  /** Seconds by which clocks may differ. */
  readonly tolerance: number;
  /** How many seconds from now a token may end, at the most. */
  readonly maxLifetime: number;
}

/** What a payload says whose signature, issuer, audience and times jose has checked; or what jose leaves to its caller. */
export function readClaims(
  payload: Readonly<Record<string, unknown>>,
  fingerprint: string,
  { audience, tolerance, maxLifetime }: Expectations,
): VerifiedToken | TokenProblem {
  const { exp, sub = null, aud } = payload;
  if (!isTime(exp) || !isSubject(sub)) return "malformed";
  const problem = timeProblem(payload, exp, { tolerance, maxLifetime });
  if (problem !== null) return problem;
  // whoever is not among those that a token is meant for must refuse it (RFC 7519 section 4.1.3)
  if (aud !== undefined && audience === undefined) return "wrong_audience";
  const grant = readGrant(payload[GRANT_CLAIM]);
  if (grant === null) return "no_grant";
  return Object.freeze({
    ok: true,
    identity: sub ?? `token:${fingerprint}`,
    subject: sub,
    ...grant,
    expiresAt: (exp + tolerance) * 1000,
    claims: payload,
    allowsRoom: (name: string) => matchesRoom(grant.room, name),
  });
}

function timeProblem(
  { nbf = 0, iat = 0 }: Readonly<Record<string, unknown>>,
  exp: number,
  { tolerance, maxLifetime }: Expectations,
): TokenProblem | null {
  if (!isTime(nbf) || !isTime(iat)) return "malformed";
  const latest = Math.floor(Date.now() / 1000) + tolerance;
  if (iat > latest) return "not_yet";
  return exp > latest + maxLifetime ? "too_long_lived" : null;
}

/** Whole seconds since 1970, up to the year 9999. RFC 7519 section 2 would allow fractions, which nobody needs. */
function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 253_402_300_800;
}

function isSubject(value: unknown): value is string | null {
  return value === null || (typeof value === "string" && value !== "");
}
