import { createHmac, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";

import { type JWTHeaderParameters, SignJWT } from "jose";
import { expect, test } from "vitest";

import { openKeyRing } from "./key-ring.ts";
import { readSessionToken, signSessionToken } from "./session-token.ts";

const NOW = Date.parse("2030-01-01");
const HOUR_MS = 60 * 60 * 1000;
const keys = await openKeyRing(null, () => NOW);
const { kid, secret } = keys.newest("session");

const GOOD = { accountId: randomUUID(), secret: randomBytes(32).toString("base64url"), expiresAt: NOW + HOUR_MS };
const HEADER = { alg: "HS256", typ: "session+jwt", kid };
const CLAIMS = {
  iss: "parlor-auth-example",
  aud: "session",
  sub: GOOD.accountId,
  sid: GOOD.secret,
  iat: NOW / 1000,
  exp: GOOD.expiresAt / 1000,
};

/** A token as somebody would forge it who has the key: everything is as it should be, but for what is said. */
function forge(claims: object, header: Partial<JWTHeaderParameters> = {}, key = secret): Promise<string> {
  return new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader({ ...HEADER, ...header }).sign(key);
}

function unsigned(header: object, signature: string | ((text: string) => string) = ""): string {
  const text = [header, CLAIMS].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${typeof signature === "string" ? signature : signature(text)}`;
}

const hmac =
  (key: string | Uint8Array, hash = "sha256") =>
  (text: string): string =>
    createHmac(hash, key).update(text).digest("base64url");

test("what was signed can be read until it expires", async () => {
  const token = await signSessionToken(keys, GOOD, NOW);
  expect(await readSessionToken(keys, token, NOW)).toEqual(GOOD);
  expect(await readSessionToken(keys, token, GOOD.expiresAt - 1000)).toEqual(GOOD);
  expect(await readSessionToken(keys, token, GOOD.expiresAt)).toBeNull();
});

test("the forgers of the following tests could forge a good one", async () => {
  expect(await readSessionToken(keys, await forge({}), NOW)).toEqual(GOOD);
  expect(await readSessionToken(keys, unsigned(HEADER, hmac(secret)), NOW)).toEqual(GOOD);
});

test.for([
  ["another issuer", { iss: "somebody" }],
  ["a join token's audience", { aud: "join" }],
  ["no audience", { aud: undefined }],
  ["no expiry", { exp: undefined }],
  ["no time of issue", { iat: undefined }],
  ["no account", { sub: undefined }],
  ["an account that is no id", { sub: "'; drop table accounts; --" }],
  ["no secret", { sid: undefined }],
  ["a secret that is a list", { sid: [GOOD.secret] }],
  ["a short secret", { sid: "abc" }],
  ["not valid yet", { nbf: NOW / 1000 + 60 }],
] as const)("a token with %s is refused", async ([, claims]) => {
  expect(await readSessionToken(keys, await forge(claims), NOW)).toBeNull();
});

test.for([
  ["no type", { typ: undefined }],
  ["another type", { typ: "JWT" }],
  ["no key's name", { kid: undefined }],
  ["an unknown key's name", { kid: "other" }],
  ["a key's name that is a path", { kid: "../../1" }],
  ["a header that must be understood", { crit: ["x"], x: 1 }],
] as const)("a token with %s is refused", async ([, header]) => {
  const token = unsigned({ ...HEADER, ...header }, hmac(secret));
  expect(await readSessionToken(keys, token, NOW)).toBeNull();
});

test.for(["none", "None", "NONE", ""])("a token without a signature is refused: alg %j", async (alg) => {
  expect(await readSessionToken(keys, unsigned({ ...HEADER, alg }), NOW)).toBeNull();
  expect(await readSessionToken(keys, unsigned({ ...HEADER, alg }, hmac(secret)), NOW)).toBeNull();
});

test("a token of another algorithm is refused, even by our key", async () => {
  for (const [alg, hash] of [
    ["HS384", "sha384"],
    ["HS512", "sha512"],
  ] as const) {
    expect(await readSessionToken(keys, unsigned({ ...HEADER, alg }, hmac(secret, hash)), NOW)).toBeNull();
  }
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  expect(
    await readSessionToken(
      keys,
      await new SignJWT(CLAIMS).setProtectedHeader({ ...HEADER, alg: "RS256" }).sign(privateKey),
      NOW,
    ),
  ).toBeNull();
  const pem = publicKey.export({ type: "spki", format: "pem" });
  expect(
    await readSessionToken(keys, unsigned({ ...HEADER, jwk: publicKey.export({ format: "jwk" }) }, hmac(pem)), NOW),
  ).toBeNull();
});

test("a token signed by somebody else, or for another purpose, is refused", async () => {
  expect(await readSessionToken(keys, await forge({}, {}, randomBytes(32)), NOW)).toBeNull();
  expect(await readSessionToken(keys, await forge({}, {}, keys.newest("join").secret), NOW)).toBeNull();
  expect(await readSessionToken(await openKeyRing(null), await forge({}), NOW)).toBeNull();
});

test("a token with any letter changed is refused", async () => {
  const token = await signSessionToken(keys, GOOD, NOW);
  for (let at = 0; at < token.length; at += 1) {
    const changed = token.slice(0, at) + (token[at] === "Q" ? "g" : "Q") + token.slice(at + 1);
    expect([at, await readSessionToken(keys, changed, NOW)]).toEqual([at, null]);
  }
});

test.for([undefined, null, "", "x", "..", "a.b.c", 0, {}, [], ["a.b.c"], "\u0000", "é.é.é", ".".repeat(1_000)])(
  "junk is no token: %j",
  async (junk) => {
    expect(await readSessionToken(keys, junk, NOW)).toBeNull();
  },
);

test("a text that is far too long is not even looked at", async () => {
  const token = await forge({ more: "x".repeat(3_000) });
  expect(await readSessionToken(keys, token, NOW)).toBeNull();
});
