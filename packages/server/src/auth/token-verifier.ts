import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from "jose";

import { refuseUnknown } from "../option-checks.ts";
import { readCompact } from "./compact-token.ts";
import { optionProblem, readName } from "./option-problem.ts";
import { readAlgorithms, type TokenAlgorithm } from "./token-algorithms.ts";
import { readClaims } from "./token-claims.ts";
import { type FoundKey, readKeys, type TokenKeys } from "./token-keys.ts";
import type { RefusedToken, TokenProblem, VerifiedToken } from "./verified-token.ts";

/** How tokens are verified. */
export interface TokenVerifierOptions {
  /** Secrets of at least 32 bytes for HS256, or public keys for all others. */
  readonly keys: TokenKeys;
  /** How a token may be signed; whatever else its header says is refused. */
  readonly algorithms: readonly TokenAlgorithm[];
  /** What the claim `iss` must be. @default anything */
  readonly issuer?: string;
  /** What the claim `aud` must be or hold. @default none: a token that names an audience is refused, since it is meant for others */
  readonly audience?: string;
  /** By how many seconds the clocks of the two servers may differ: for `exp`, `nbf` and `iat`. From 0 to 300. @default 5 */
  readonly clockToleranceSeconds?: number;
  /**
   * How many seconds from now a token may end, at the most: a token cannot be taken back. `false` for any number. A token that
   * ends later is refused, not cut short: whoever signs it has made a mistake. @default 86_400
   */
  readonly maxLifetimeSeconds?: number | false;
}

/** The names of {@link TokenVerifierOptions}. */
export const TOKEN_VERIFIER_OPTIONS = Object.keys({
  keys: true,
  algorithms: true,
  issuer: true,
  audience: true,
  clockToleranceSeconds: true,
  maxLifetimeSeconds: true,
} satisfies Record<keyof TokenVerifierOptions, true>);

const PATH = "createTokenVerifier";

/** Says whether tokens hold. */
export interface TokenVerifier {
  /** Never throws or rejects, whatever it is given. */
  verify(token: unknown): Promise<VerifiedToken | RefusedToken>;
}

/**
 * Makes what verifies join tokens: JSON Web Tokens (RFC 7519), signed (RFC 7515), with the claim `parlor`.
 *
 * @throws ConfigError `invalid_option`, which never shows a key: if a key and the algorithms do not fit, or a secret is too short.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  refuseUnknown(PATH, options, TOKEN_VERIFIER_OPTIONS);
  const algorithms = readAlgorithms(`${PATH}.algorithms`, options.algorithms);
  const findKey = readKeys(`${PATH}.keys`, options.keys, algorithms);
  const tolerance = readTolerance(options.clockToleranceSeconds ?? 5);
  const maxLifetime = readLifetime(options.maxLifetimeSeconds ?? 86_400);
  const issuer = options.issuer === undefined ? {} : { issuer: readName(`${PATH}.issuer`, options.issuer) };
  const audience = options.audience === undefined ? {} : { audience: readName(`${PATH}.audience`, options.audience) };
  const checks: JWTVerifyOptions = { requiredClaims: ["exp"], clockTolerance: tolerance, ...issuer, ...audience };
  return {
    verify: async (token) => {
      const read = readCompact(token, algorithms);
      if (typeof read === "string") return refused(read);
      const key = await findKey(read.hint);
      if (typeof key === "string") return refused(key);
      const payload = await verifiedPayload(read.token, key, { ...checks, algorithms: [read.hint.alg] });
      if (typeof payload === "string") return refused(payload);
      const verified = readClaims(payload, read.fingerprint, { tolerance, maxLifetime, ...audience });
      return typeof verified === "string" ? refused(verified) : verified;
    },
  };
}

async function verifiedPayload(token: string, key: Key, checks: JWTVerifyOptions): Promise<JWTPayload | TokenProblem> {
  try {
    return (await jwtVerify(token, key, checks)).payload;
  } catch (error) {
    return problemOf(error);
  }
}

type Key = Exclude<FoundKey, string>;

function problemOf(error: unknown): TokenProblem {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "bad_signature";
  if (error instanceof errors.JWTClaimValidationFailed && error.reason !== "invalid")
    return CLAIMS[error.claim] ?? "malformed";
  // the key is of no use, such as an RSA key of a fetched set with too few bits
  return error instanceof errors.JOSEError ? "malformed" : "unknown_key";
}

const CLAIMS: Readonly<Record<string, TokenProblem>> = { nbf: "not_yet", iss: "wrong_issuer", aud: "wrong_audience" };

function refused(reason: TokenProblem): RefusedToken {
  return Object.freeze({ ok: false, reason });
}

function readTolerance(seconds: unknown): number {
  if (typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds <= 300) return seconds;
  throw optionProblem(`${PATH}.clockToleranceSeconds`, "expected a whole number from 0 to 300");
}

function readLifetime(seconds: unknown): number {
  if (seconds === false) return Number.POSITIVE_INFINITY;
  if (typeof seconds === "number" && Number.isInteger(seconds) && seconds > 0) return seconds;
  throw optionProblem(`${PATH}.maxLifetimeSeconds`, "expected false or a positive whole number");
}
