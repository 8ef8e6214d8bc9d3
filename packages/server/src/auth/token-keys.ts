import { createPublicKey, KeyObject, type webcrypto } from "node:crypto";

import type { JSONWebKeySet } from "jose";

import type { Awaitable } from "../actor/awaitable.ts";
import { optionProblem } from "./option-problem.ts";
import { remoteKeys } from "./remote-keys.ts";
import { isSymmetric, type TokenAlgorithm } from "./token-algorithms.ts";
import { type CheckedKey, readKey, type TokenKey } from "./token-key.ts";

/**
 * What tokens are verified with: one key; several by the `kid` that a token's header names, so that keys can be rotated; a JSON
 * Web Key Set (RFC 7517) of public keys; or the URL of one, which is fetched when it is needed.
 */
export type TokenKeys = TokenKey | { readonly [kid: string]: TokenKey } | JSONWebKeySet | URL;

/** What of a token's header says which key it is signed with. The rest of it, such as an embedded `jwk`, is a stranger's word. */
export interface KeyHint {
  readonly alg: TokenAlgorithm;
  readonly kid: string | undefined;
}

/** A key that fits the hint, or why there is none. */
export type FoundKey = KeyObject | webcrypto.CryptoKey | "unknown_key" | "keys_unavailable";

/** Finds the key of a token. Never throws or rejects. */
export type KeyFinder = (hint: KeyHint) => Awaitable<FoundKey>;

/**
 * Checks the keys once, against the algorithms: each key must fit one, and each algorithm needs one.
 *
 * @throws ConfigError `invalid_option`, which never shows a key.
 */
export function readKeys(path: string, given: TokenKeys, algorithms: readonly TokenAlgorithm[]): KeyFinder {
  const isSet = given instanceof URL || isKeySet(given);
  if (isSet && algorithms.some(isSymmetric))
    throw optionProblem(path, "a key set holds public keys, and HS... takes secrets");
  if (given instanceof URL) return remoteKeys(path, given);
  if (isKeySet(given)) return fromKeySet(path, given, algorithms);
  if (isOneKey(given)) {
    const only = readKey(path, given, "verify", algorithms);
    refuseUnused(path, [only], algorithms);
    return ({ alg }) => (only.algorithms.has(alg) ? only.key : "unknown_key");
  }
  if (typeof given === "object" && given !== null) return byKid(path, given, algorithms);
  throw optionProblem(path, "expected a key, keys by their kid, a JSON Web Key Set or a URL");
}

function isKeySet(given: TokenKeys): given is JSONWebKeySet {
  return typeof given === "object" && given !== null && "keys" in given && Array.isArray(given.keys);
}

function isOneKey(given: TokenKeys): given is TokenKey {
  const isObject = given instanceof Uint8Array || given instanceof KeyObject || given instanceof CryptoKey;
  return typeof given === "string" || isObject;
}

function byKid(path: string, given: object, algorithms: readonly TokenAlgorithm[]): KeyFinder {
  const keys = new Map<string, CheckedKey>();
  for (const [kid, key] of Object.entries(given)) {
    keys.set(kid, readKey(`${path}[${JSON.stringify(kid)}]`, key, "verify", algorithms));
  }
  refuseUnused(path, [...keys.values()], algorithms);
  return ({ alg, kid }) => {
    const found = kid === undefined ? undefined : keys.get(kid);
    return found?.algorithms.has(alg) === true ? found.key : "unknown_key";
  };
}

function refuseUnused(path: string, keys: readonly CheckedKey[], algorithms: readonly TokenAlgorithm[]): void {
  const unused = algorithms.filter((algorithm) => !keys.some((key) => key.algorithms.has(algorithm)));
  if (unused.length > 0) throw optionProblem(path, `no key is for ${unused.join(", ")}`);
}

/** A key of a set, with what the set says of it. */
interface Member extends CheckedKey {
  readonly kid: unknown;
}

function fromKeySet(path: string, set: JSONWebKeySet, algorithms: readonly TokenAlgorithm[]): KeyFinder {
  const members = set.keys.flatMap((jwk, index) => readMember(`${path}.keys[${index}]`, jwk, algorithms) ?? []);
  refuseUnused(path, members, algorithms);
  return ({ alg, kid }) => {
    const [found, ...more] = members.filter((key) => key.algorithms.has(alg) && (kid === undefined || key.kid === kid));
    return found === undefined || more.length > 0 ? "unknown_key" : found.key;
  };
}

/**
 * A member of a set, or `null` if it is for something else: a set is shared by all that its owner signs and encrypts, and of
 * what one does not know one takes no notice (RFC 7517 section 5).
 */
function readMember(at: string, jwk: unknown, algorithms: readonly TokenAlgorithm[]): Member | null {
  if (typeof jwk !== "object" || jwk === null) throw optionProblem(at, "expected a JSON Web Key");
  const { kty, kid, use, alg, d, priv }: Record<string, unknown> = { ...jwk };
  if (kty === "oct")
    throw optionProblem(at, "that is a secret, and a set holds public keys: give { [kid]: secret } instead");
  if (d !== undefined || priv !== undefined)
    throw optionProblem(at, "that is a private key; whoever verifies needs the public one");
  if (use !== undefined && use !== "sig") return null;
  try {
    const key = createPublicKey({ key: { ...jwk }, format: "jwk" });
    const wanted = algorithms.filter((algorithm) => alg === undefined || alg === algorithm);
    return wanted.length === 0 ? null : { ...readKey(at, key, "verify", wanted), kid };
  } catch {
    return null;
  }
}
