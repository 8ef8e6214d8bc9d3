import { createSecretKey, KeyObject, type webcrypto } from "node:crypto";

import { optionProblem } from "./option-problem.ts";
import { TOKEN_ALGORITHMS, type TokenAlgorithm } from "./token-algorithms.ts";

/**
 * A key as an option takes it. A string (its UTF-8) and bytes are secrets, for HS256 and its like; public and private keys are
 * objects: `createPublicKey(pem)` and `createPrivateKey(pem)` of `node:crypto`, or Web Crypto's.
 */
export type TokenKey = string | Uint8Array | KeyObject | webcrypto.CryptoKey;

/** A key, and the algorithms that it may be used with. */
export interface CheckedKey {
  readonly key: KeyObject | webcrypto.CryptoKey;
  readonly algorithms: ReadonlySet<TokenAlgorithm>;
}

/** What a key is for: checking what somebody has signed, or signing. */
type KeyUse = "verify" | "sign";

/**
 * Checks a key: verifying takes secrets and public keys, signing takes secrets and private ones.
 *
 * @throws ConfigError `invalid_option` that never shows the key: if it is of the wrong kind, fits none of the algorithms, or is
 * too short.
 */
export function readKey(path: string, given: unknown, use: KeyUse, algorithms: readonly TokenAlgorithm[]): CheckedKey {
  const key = asKey(path, given, use);
  const asymmetric = use === "verify" ? "public" : "private";
  if (key.type !== "secret" && key.type !== asymmetric) throw optionProblem(path, WRONG_HALF[use]);
  const kind = key instanceof KeyObject ? ofKeyObject(key) : ofCryptoKey(key, use);
  const fitting = algorithms.filter((algorithm) => fits(kind, algorithm));
  if (fitting.length === 0) throw optionProblem(path, `expected ${wantedFor(algorithms)}, got ${shown(kind)}`);
  return { key, algorithms: new Set(fitting) };
}

/** What is known of a key without reading it. */
interface Kind {
  readonly type: string;
  /** Of secrets. */
  readonly bytes?: number;
  /** Of RSA keys. */
  readonly bits?: number;
  /** Of elliptic ones, as JWKs name it. */
  readonly curve?: string;
  /** The one algorithm that a Web Crypto key is tied to. */
  readonly only?: string;
}

const WRONG_HALF: Readonly<Record<KeyUse, string>> = {
  verify:
    "that is a private key; whoever only verifies needs the public one: createPublicKey(key) of node:crypto makes it",
  sign: "that is a public key; signing takes the private one",
};
const MIN_RSA_BITS = 2048;
const CURVES: Readonly<Record<string, string>> = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

function asKey(path: string, given: unknown, use: KeyUse): KeyObject | webcrypto.CryptoKey {
  if (given instanceof KeyObject || given instanceof CryptoKey) return given;
  if (typeof given !== "string" && !(given instanceof Uint8Array)) {
    throw optionProblem(path, "expected a secret (a string or bytes), a KeyObject or a CryptoKey");
  }
  const secret = Buffer.from(given);
  // a public key taken for a secret is known to everybody
  if (LOOKS_LIKE_A_KEY.test(secret.toString("latin1"))) {
    const make = use === "verify" ? "createPublicKey" : "createPrivateKey";
    throw optionProblem(path, `that is a key in a text form, and no secret: give ${make}(it) of node:crypto`);
  }
  return createSecretKey(secret);
}

const LOOKS_LIKE_A_KEY = /-----BEGIN|^\s*\{[^]*"kty"|^\s*(?:ssh|ecdsa)-/u;

function ofKeyObject(key: KeyObject): Kind {
  if (key.type === "secret") return { type: "secret", bytes: key.symmetricKeySize ?? 0 };
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const curve = namedCurve === undefined ? undefined : (CURVES[namedCurve] ?? namedCurve);
  return {
    type: key.asymmetricKeyType ?? "unknown",
    ...(curve && { curve }),
    ...(modulusLength && { bits: modulusLength }),
  };
}

function ofCryptoKey({ algorithm, usages }: webcrypto.CryptoKey, use: KeyUse): Kind {
  const { name, hash, length, modulusLength, namedCurve }: CryptoAlgorithm = algorithm;
  const digits = hash?.name.slice(-3) ?? "";
  if (!usages.includes(use)) return { type: `${name} key that may not ${use}` };
  if (name === "HMAC") return { type: "secret", bytes: Math.floor((length ?? 0) / 8), only: `HS${digits}` };
  if (name === "RSASSA-PKCS1-v1_5") return { type: "rsa", bits: modulusLength ?? 0, only: `RS${digits}` };
  if (name === "RSA-PSS") return { type: "rsa", bits: modulusLength ?? 0, only: `PS${digits}` };
  if (name === "ECDSA") return { type: "ec", curve: namedCurve ?? "" };
  return { type: name.toLowerCase() };
}

/** The properties of all of Web Crypto's algorithms. */
interface CryptoAlgorithm {
  readonly name: string;
  readonly hash?: { readonly name: string };
  readonly length?: number;
  readonly modulusLength?: number;
  readonly namedCurve?: string;
}

function fits(kind: Kind, algorithm: TokenAlgorithm): boolean {
  const wanted = TOKEN_ALGORITHMS[algorithm];
  if (kind.type !== wanted.key || (kind.only ?? algorithm) !== algorithm) return false;
  if ("minBytes" in wanted) return (kind.bytes ?? 0) >= wanted.minBytes;
  if ("curve" in wanted) return kind.curve === wanted.curve;
  return wanted.key !== "rsa" || (kind.bits ?? 0) >= MIN_RSA_BITS;
}

function wantedFor(algorithms: readonly TokenAlgorithm[]): string {
  const each = algorithms.map((algorithm) => {
    const wanted = TOKEN_ALGORITHMS[algorithm];
    if ("minBytes" in wanted) return `a secret of at least ${wanted.minBytes} bytes for ${algorithm}`;
    if ("curve" in wanted) return `a key on ${wanted.curve} for ${algorithm}`;
    return wanted.key === "rsa"
      ? `an RSA key of at least ${MIN_RSA_BITS} bits for ${algorithm}`
      : `an Ed25519 key for ${algorithm}`;
  });
  return each.join(", or ");
}

function shown({ type, bytes, bits, curve, only }: Kind): string {
  if (bytes === 0) return "an empty one: is the variable set?";
  const size = [bytes === undefined ? [] : `${bytes} bytes`, bits === undefined ? [] : `${bits} bits`, curve ?? []];
  const details = [...size.flat(), ...(only === undefined ? [] : [`only for ${only}`])];
  return details.length === 0 ? type : `${type} (${details.join(", ")})`;
}
