import { generateKeyPairSync } from "node:crypto";

import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { NOW_SECONDS, SECRET } from "../../fixtures/jwt.ts";
import { DEFAULTS } from "../options.ts";
import { createTokenSigner, type TokenGrants, type TokenSignerOptions } from "./token-signer.ts";
import { createTokenVerifier } from "./token-verifier.ts";

const NOW_MS = NOW_SECONDS * 1000;
const HS256: TokenSignerOptions = { key: SECRET, algorithm: "HS256" };
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });

beforeEach(() => void vi.useFakeTimers({ now: NOW_MS + 250, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

test("[TK9] what is signed is what is verified", async () => {
  const signer = createTokenSigner({ ...HS256, kid: "k1", issuer: "us", audience: "calls" });
  const token = await signer.sign({
    roomPattern: "team-*",
    subject: "ann",
    sendToAll: false,
    sendTo: ["bob"],
    metadata: { name: "Ann" },
    notBefore: NOW_MS,
    claims: { sid: "s1" },
  });
  expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "JWT", kid: "k1" });
  const options = { keys: { k1: SECRET }, algorithms: ["HS256"], issuer: "us", audience: "calls" } as const;
  expect(await createTokenVerifier(options).verify(token)).toMatchObject({
    identity: "ann",
    room: "team-*",
    sendToAll: false,
    sendTo: ["bob"],
    metadata: { name: "Ann" },
    claims: { sid: "s1", nbf: NOW_SECONDS },
  });
});

test("[TK9] signs with a private key", async () => {
  const signer = createTokenSigner({ key: rsa.privateKey, algorithm: "PS256" });
  const token = await signer.sign({ room: "lobby" });
  expect(await createTokenVerifier({ keys: rsa.publicKey, algorithms: ["PS256"] }).verify(token)).toMatchObject({
    ok: true,
  });
});

test("[TK9] a token says no more than it must", async () => {
  const token = await createTokenSigner(HS256).sign({ room: "lobby" });
  expect(decodeJwt(token)).toEqual({ parlor: { room: "lobby" }, iat: NOW_SECONDS, exp: NOW_SECONDS + 600 });
});

test.for([
  [undefined, 60],
  [NOW_MS + 30_900, 30],
  [NOW_MS + 90_000, 60],
] as const)("[TK9] until %d at the latest: holds for %d seconds", async ([expiresAt, seconds]) => {
  const signer = createTokenSigner({ ...HS256, lifetimeSeconds: 60 });
  const token = await signer.sign({ room: "lobby", ...(expiresAt && { expiresAt }) });
  expect(decodeJwt(token).exp).toBe(NOW_SECONDS + seconds);
});

test("[TK9] as much metadata as a server takes by default is signed, and a token that only just holds", async () => {
  expect(DEFAULTS.maxMetadataBytes).toBe(4096);
  const signer = createTokenSigner(HS256);
  const metadata = "é".repeat(2047);
  const verifier = createTokenVerifier({ keys: SECRET, algorithms: ["HS256"] });
  const token = await signer.sign({ room: "lobby", metadata, expiresAt: NOW_MS + 251, notBefore: NOW_MS + 250 });
  expect(await verifier.verify(token)).toMatchObject({ ok: true, metadata });
});

test.for<[string, unknown]>([
  ["for no room", {}],
  ["for a room and a pattern", { room: "a", roomPattern: "b*" }],
  // a name that a user chose would be a pattern
  ["for a room with a star", { room: "*" }],
  ["for a room of no name", { room: "" }],
  ["for nobody", { room: "a", subject: "" }],
  ["to one who is no list", { room: "a", sendTo: "bob" }],
  ["with metadata that is no JSON", { room: "a", metadata: 1n }],
  ["with claims that are no JSON", { room: "a", claims: { x: 1n } }],
  ["with a claim that has an option", { room: "a", claims: { exp: 1 } }],
  ["with another grant", { room: "a", claims: { parlor: { room: "*" } } }],
  ["until no time", { room: "a", expiresAt: Number.NaN }],
  ["from before 1970", { room: "a", notBefore: -1 }],
  ["until a time that is over", { room: "a", expiresAt: NOW_MS + 250 }],
  ["from after its end on", { room: "a", notBefore: NOW_MS + 601_000 }],
  ["from after its earlier end on", { room: "a", notBefore: NOW_MS + 31_000, expiresAt: NOW_MS + 30_999 }],
  ["with more metadata than a server takes", { room: "a", metadata: "é".repeat(2048) }],
  ["that is too long", { room: "a", claims: { x: "x".repeat(7000) } }],
])("[TK9] no token is signed %s", async ([, grants]) => {
  await expect(createTokenSigner(HS256).sign(grants as TokenGrants)).rejects.toThrow(TypeError);
});

test.for<[string, object, string]>([
  ["a short secret", { key: "short" }, "createTokenSigner.key: expected a secret of at least 32 bytes for HS256"],
  ["a public key", { key: rsa.publicKey, algorithm: "RS256" }, "createTokenSigner.key: that is a public key"],
  [
    "a PEM",
    { key: "-----BEGIN PRIVATE KEY-----" },
    "createTokenSigner.key: that is a key in a text form, and no secret: give createPrivateKey(it)",
  ],
  ["no algorithm", { algorithm: undefined }, 'createTokenSigner.algorithm: expected a name such as "HS256"'],
  ["an empty kid", { kid: "" }, "createTokenSigner.kid: expected a string that is not empty"],
  ["half a second", { lifetimeSeconds: 0.5 }, "createTokenSigner.lifetimeSeconds: expected a positive whole number"],
  ["a misspelt option", { lifetime: 60 }, "createTokenSigner.lifetime: there is no such option"],
])("[TK6] the signer refuses at the start: %s", ([, options, message]) => {
  expect(() => createTokenSigner({ ...HS256, ...options })).toThrow(message);
});
