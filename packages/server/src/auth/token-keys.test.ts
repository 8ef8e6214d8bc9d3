import { createSecretKey, generateKeyPairSync, type KeyObject, webcrypto } from "node:crypto";
import { inspect } from "node:util";

import type { JSONWebKeySet, JWK } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { forge, NOW_SECONDS, PAYLOAD, SECRET, signWith } from "../../fixtures/jwt.ts";
import { ConfigError } from "../observe/errors.ts";
import type { TokenAlgorithm } from "./token-algorithms.ts";
import type { TokenKeys } from "./token-keys.ts";
import { createTokenVerifier } from "./token-verifier.ts";

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ec384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const ed = generateKeyPairSync("ed25519");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const weakRsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
const pem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

beforeEach(() => void vi.useFakeTimers({ now: NOW_SECONDS * 1000, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

function jwk(key: KeyObject, more: Partial<JWK> = {}): JWK {
  return { ...key.export({ format: "jwk" }), ...more };
}

async function whyNot(keys: TokenKeys, algorithms: readonly TokenAlgorithm[], token: string): Promise<string | null> {
  const verified = await createTokenVerifier({ keys, algorithms }).verify(token);
  return verified.ok ? null : verified.reason;
}

test.for<[string, TokenKeys, TokenAlgorithm, string]>([
  ["a secret of text", SECRET, "HS256", forge(PAYLOAD)],
  ["a secret of bytes", Buffer.from(SECRET), "HS256", forge(PAYLOAD)],
  ["a secret KeyObject", createSecretKey(Buffer.from(SECRET)), "HS256", forge(PAYLOAD)],
  ["P-256", ec.publicKey, "ES256", signWith(ec.privateKey, PAYLOAD, { alg: "ES256" })],
  ["RSA", rsa.publicKey, "RS256", signWith(rsa.privateKey, PAYLOAD, { alg: "RS256" })],
  ["Ed25519", ed.publicKey, "EdDSA", signWith(ed.privateKey, PAYLOAD, { alg: "EdDSA" })],
  ["Ed25519, by its own name", ed.publicKey, "Ed25519", signWith(ed.privateKey, PAYLOAD, { alg: "Ed25519" })],
])("[TK6] verifies with %s", async ([, keys, algorithm, token]) => {
  expect(await whyNot(keys, [algorithm], token)).toBe(null);
});

test("[TK6] verifies with keys of Web Crypto", async () => {
  const { subtle } = webcrypto;
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const secret = await subtle.importKey("raw", Buffer.from(SECRET), hmac, false, ["verify"]);
  expect(await whyNot(secret, ["HS256"], forge(PAYLOAD))).toBe(null);
  const p256 = { name: "ECDSA", namedCurve: "P-256" };
  const key = await subtle.importKey("jwk", jwk(ec.publicKey), p256, true, ["verify"]);
  expect(await whyNot(key, ["ES256"], signWith(ec.privateKey, PAYLOAD, { alg: "ES256" }))).toBe(null);
  expect(() => createTokenVerifier({ keys: secret, algorithms: ["HS512"] })).toThrow(
    "got secret (37 bytes, only for HS256)",
  );
});

const secretText = "a secret of thirty-one bytes...";

test.for<[string, unknown, readonly unknown[], string]>([
  ["no algorithm", SECRET, [], "algorithms: expected a list of at least one of HS256"],
  ["alg none", SECRET, ["none"], "algorithms: expected a list of at least one of HS256"],
  ["an algorithm that does not encrypt to us", SECRET, ["RSA-OAEP"], "algorithms: expected a list of at least one of"],
  [
    "secrets beside public keys",
    SECRET,
    ["HS256", "RS256"],
    "algorithms: expected either secrets' (HS...) or public keys'",
  ],
  [
    "a short secret",
    secretText,
    ["HS256"],
    "keys: expected a secret of at least 32 bytes for HS256, got secret (31 bytes)",
  ],
  [
    "an empty secret",
    "",
    ["HS256"],
    "keys: expected a secret of at least 32 bytes for HS256, got an empty one: is the variable set?",
  ],
  [
    "too short for the hash",
    SECRET,
    ["HS512"],
    "keys: expected a secret of at least 64 bytes for HS512, got secret (37 bytes)",
  ],
  ["too short for one of two", SECRET, ["HS256", "HS512"], "keys: no key is for HS512"],
  [
    "a PEM as text",
    pem,
    ["HS256"],
    "keys: that is a key in a text form, and no secret: give createPublicKey(it) of node:crypto",
  ],
  ["a PEM as bytes", Buffer.from(`\n${pem}`), ["HS256"], "keys: that is a key in a text form"],
  ["a PEM as text, for RS256", pem, ["RS256"], "keys: that is a key in a text form"],
  ["a JSON Web Key as text", JSON.stringify(jwk(ec.publicKey)), ["HS256"], "keys: that is a key in a text form"],
  [
    "a public key as the secret",
    rsa.publicKey,
    ["HS256"],
    "keys: expected a secret of at least 32 bytes for HS256, got rsa (2048 bits)",
  ],
  [
    "a secret as the public key",
    SECRET,
    ["RS256"],
    "keys: expected an RSA key of at least 2048 bits for RS256, got secret (37 bytes)",
  ],
  [
    "a private key",
    ec.privateKey,
    ["ES256"],
    "keys: that is a private key; whoever only verifies needs the public one: createPublicKey(key)",
  ],
  ["another curve", ec384.publicKey, ["ES256"], "keys: expected a key on P-256 for ES256, got ec (P-384)"],
  [
    "a weak RSA key",
    weakRsa.publicKey,
    ["RS256"],
    "keys: expected an RSA key of at least 2048 bits for RS256, got rsa (1024 bits)",
  ],
  ["nothing", undefined, ["HS256"], "keys: expected a key, keys by their kid, a JSON Web Key Set or a URL"],
  ["no keys", {}, ["HS256"], "keys: no key is for HS256"],
  ["a wrong key by its kid", { a: SECRET, b: "short" }, ["HS256"], 'keys["b"]: expected a secret of at least 32 bytes'],
  [
    "a kid of nothing",
    { a: null },
    ["HS256"],
    'keys["a"]: expected a secret (a string or bytes), a KeyObject or a CryptoKey',
  ],
  ["a set for HS256", { keys: [] }, ["HS256"], "keys: a key set holds public keys, and HS... takes secrets"],
  ["an empty set", { keys: [] }, ["ES256"], "keys: no key is for ES256"],
  ["a set of other keys", { keys: [jwk(ed.publicKey)] }, ["ES256"], "keys: no key is for ES256"],
  ["a set with a private key", { keys: [jwk(ec.privateKey)] }, ["ES256"], "keys.keys[0]: that is a private key"],
  ["a set with a secret", { keys: [{ kty: "oct", k: "AAAA" }] }, ["ES256"], "keys.keys[0]: that is a secret"],
  ["a set with no key", { keys: [null] }, ["ES256"], "keys.keys[0]: expected a JSON Web Key"],
  [
    "a URL without TLS",
    new URL("http://keys.example/jwks"),
    ["ES256"],
    "keys: expected an https: URL, or http: to localhost",
  ],
  ["a URL of a file", new URL("file:///keys"), ["ES256"], "keys: expected an https: URL"],
  [
    "a URL with a password",
    new URL("https://a:hunter2@keys.example/"),
    ["ES256"],
    "keys: expected a URL without a user name",
  ],
  ["a URL for HS256", new URL("https://keys.example/"), ["HS256"], "keys: a key set holds public keys"],
])("[TK6] refused at the start, without the key in the message: %s", ([, keys, algorithms, message]) => {
  try {
    createTokenVerifier({ keys: keys as TokenKeys, algorithms: algorithms as TokenAlgorithm[] });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).toContain(`createTokenVerifier.${message}`);
    expect(inspect(error)).not.toMatch(/BEGIN|a secret of thirty|hunter2|"x"/u);
  }
});

test.for<[string, object, string]>([
  ["a misspelt option", { audiance: "us" }, "createTokenVerifier.audiance: there is no such option"],
  ["an empty issuer", { issuer: "" }, "createTokenVerifier.issuer: expected a string that is not empty"],
  [
    "an audience that is a list",
    { audience: ["us"] },
    "createTokenVerifier.audience: expected a string that is not empty",
  ],
  [
    "a tolerance of hours",
    { clockToleranceSeconds: 7200 },
    "clockToleranceSeconds: expected a whole number from 0 to 300",
  ],
  [
    "a negative tolerance",
    { clockToleranceSeconds: -1 },
    "clockToleranceSeconds: expected a whole number from 0 to 300",
  ],
  ["no lifetime", { maxLifetimeSeconds: 0 }, "maxLifetimeSeconds: expected false or a positive whole number"],
  ["half a second", { maxLifetimeSeconds: 0.5 }, "maxLifetimeSeconds: expected false or a positive whole number"],
])("[TK6] refused at the start: %s", ([, option, message]) => {
  expect(() => createTokenVerifier({ keys: SECRET, algorithms: ["HS256"], ...option })).toThrow(message);
});

test("[TK7] the kid of a token says which key it is signed with", async () => {
  const keys = { old: SECRET, new: "another secret of thirty-two bytes" };
  const look = (token: string): Promise<string | null> => whyNot(keys, ["HS256"], token);
  expect(await look(forge(PAYLOAD, { alg: "HS256", kid: "old" }))).toBe(null);
  expect(await look(forge(PAYLOAD, { alg: "HS256", kid: "new" }, keys.new))).toBe(null);
  expect(await look(forge(PAYLOAD, { alg: "HS256", kid: "new" }))).toBe("bad_signature");
  expect(await look(forge(PAYLOAD, { alg: "HS256", kid: "older" }))).toBe("unknown_key");
  expect(await look(forge(PAYLOAD, { alg: "HS256", kid: "toString" }))).toBe("unknown_key");
  expect(await look(forge(PAYLOAD, { alg: "HS256" }))).toBe("unknown_key");
});

test("[TK7] a key is used for its own algorithm only, whatever the token says", async () => {
  const keys = { ec: ec.publicKey, rsa: rsa.publicKey };
  const look = (token: string): Promise<string | null> => whyNot(keys, ["ES256", "RS256"], token);
  expect(await look(signWith(ec.privateKey, PAYLOAD, { alg: "ES256", kid: "ec" }))).toBe(null);
  expect(await look(signWith(ec.privateKey, PAYLOAD, { alg: "RS256", kid: "ec" }))).toBe("unknown_key");
  expect(await look(signWith(ec.privateKey, PAYLOAD, { alg: "ES256", kid: "rsa" }))).toBe("unknown_key");
});

test("[TK7] a key set: by kid, or the only one that fits; keys for other uses are left alone", async () => {
  const unusable: JWK[] = [{ kty: "XYZ", kid: "new" }, { kty: "EC", crv: "P-999", kid: "new" }, jwk(weakRsa.publicKey)];
  const others = [jwk(ec.publicKey, { use: "enc", kid: "new" }), jwk(rsa.publicKey, { alg: "RS512" })];
  const set: JSONWebKeySet = { keys: [...unusable, ...others, jwk(ec.publicKey, { kid: "new", use: "sig" })] };
  const token = (kid?: string): string => signWith(ec.privateKey, PAYLOAD, { alg: "ES256", kid });
  expect(await whyNot(set, ["ES256"], token("new"))).toBe(null);
  expect(await whyNot(set, ["ES256"], token())).toBe(null);
  expect(await whyNot(set, ["ES256"], token("old"))).toBe("unknown_key");
  const second = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const two: JSONWebKeySet = { keys: [...set.keys, jwk(second.publicKey, { kid: "newer" })] };
  expect(await whyNot(two, ["ES256"], token("new"))).toBe(null);
  expect(await whyNot(two, ["ES256"], token())).toBe("unknown_key");
});

test("[TK7] a key that is changed after the start changes nothing", async () => {
  const bytes = Buffer.from(SECRET);
  const algorithms: TokenAlgorithm[] = ["HS256"];
  const verifier = createTokenVerifier({ keys: bytes, algorithms });
  bytes.fill(0);
  algorithms.length = 0;
  expect(await verifier.verify(forge(PAYLOAD))).toMatchObject({ ok: true });
  expect(inspect(verifier, { depth: 9, showHidden: true })).not.toContain("secret");
});
