import { optionProblem } from "./option-problem.ts";

/**
 * The signatures that a token may have, each with the one kind of key that it takes (RFC 7518 section 3.1, RFC 8037,
 * RFC 9864). There is no `none`.
 */
export const TOKEN_ALGORITHMS = {
  // a secret is at least as long as the hash (RFC 7518 section 3.2)
  HS256: { key: "secret", minBytes: 32 },
  HS384: { key: "secret", minBytes: 48 },
  HS512: { key: "secret", minBytes: 64 },
  RS256: { key: "rsa" },
  RS384: { key: "rsa" },
  RS512: { key: "rsa" },
  PS256: { key: "rsa" },
  PS384: { key: "rsa" },
  PS512: { key: "rsa" },
  ES256: { key: "ec", curve: "P-256" },
  ES384: { key: "ec", curve: "P-384" },
  ES512: { key: "ec", curve: "P-521" },
  EdDSA: { key: "ed25519" },
  Ed25519: { key: "ed25519" },
} as const;

/** How a token is signed: the `alg` of its header. */
export type TokenAlgorithm = keyof typeof TOKEN_ALGORITHMS;

/** Whether this is one of {@link TOKEN_ALGORITHMS}. */
export function isTokenAlgorithm(value: unknown): value is TokenAlgorithm {
  return typeof value === "string" && Object.hasOwn(TOKEN_ALGORITHMS, value);
}

/** Whether an algorithm's key is a secret that both sides know, and not a pair. */
export function isSymmetric(algorithm: TokenAlgorithm): boolean {
  return TOKEN_ALGORITHMS[algorithm].key === "secret";
}

/**
 * The algorithms that tokens may be signed with, checked.
 *
 * @throws ConfigError `invalid_option` for an empty list, an unknown name, or secrets beside public keys: then one could be
 * taken for the other.
 */
export function readAlgorithms(path: string, given: unknown): readonly TokenAlgorithm[] {
  const known = Object.keys(TOKEN_ALGORITHMS).join(", ");
  if (!Array.isArray(given) || given.length === 0 || !given.every(isTokenAlgorithm)) {
    throw optionProblem(path, `expected a list of at least one of ${known}`);
  }
  if (new Set(given.map(isSymmetric)).size > 1) {
    throw optionProblem(
      path,
      "expected either secrets' (HS...) or public keys' (all others), so that neither is taken for the other",
    );
  }
  return [...given];
}
