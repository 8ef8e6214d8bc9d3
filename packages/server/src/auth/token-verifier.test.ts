import { createHmac, generateKeyPairSync } from "node:crypto";

import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { forge, NOW_SECONDS, part, PAYLOAD, SECRET, signWith } from "../../fixtures/jwt.ts";
import { createTokenVerifier, type TokenVerifierOptions } from "./token-verifier.ts";
import type { RefusedToken, VerifiedToken } from "./verified-token.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });

beforeEach(() => void vi.useFakeTimers({ now: NOW_SECONDS * 1000, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

function verify(token: unknown, options: Partial<TokenVerifierOptions> = {}): Promise<VerifiedToken | RefusedToken> {
  return createTokenVerifier({ keys: SECRET, algorithms: ["HS256"], ...options }).verify(token);
}

/** Why it was refused, or `null`. */
async function whyNot(token: unknown, options: Partial<TokenVerifierOptions> = {}): Promise<string | null> {
  const verified = await verify(token, options);
  return verified.ok ? null : verified.reason;
}

test("[TK1] a token says who it is, which rooms it is for, whom it may send to, and until when", async () => {
  const parlor = { room: "team-*", send_to_all: false, send_to: ["bob"], metadata: { name: "Ann" } };
  const payload = { ...PAYLOAD, parlor, sid: "s1" };
  const verified = await verify(forge(payload));
  if (!verified.ok) throw new Error(verified.reason);
  const { allowsRoom, ...rest } = verified;
  expect(rest).toEqual({
    ok: true,
    identity: "ann",
    subject: "ann",
    room: "team-*",
    sendToAll: false,
    sendTo: ["bob"],
    metadata: { name: "Ann" },
    expiresAt: (NOW_SECONDS + 600 + 5) * 1000,
    claims: payload,
  });
  expect(["team-1", "other"].map(allowsRoom)).toEqual([true, false]);
});

test("[TK1] what a grant does not limit is allowed", async () => {
  expect(await verify(forge(PAYLOAD))).toMatchObject({ sendToAll: true, sendTo: true, metadata: null });
});

test("[TK1] a token without a sub is somebody of its own, the same at each look, however it was signed", async () => {
  const keys = publicKey;
  const anonymous = { ...PAYLOAD, sub: undefined };
  const identities = new Set<string>();
  for (let run = 0; run < 3; run++) {
    const token = signWith(privateKey, anonymous, { alg: "ES256" });
    const verified = await verify(token, { keys, algorithms: ["ES256"] });
    identities.add(verified.ok ? verified.identity : verified.reason);
  }
  const other = await verify(forge({ ...anonymous, jti: "2" }));
  expect(identities.size).toBe(1);
  expect([...identities][0]).toMatch(/^token:[\w-]{43}$/u);
  expect(other).toMatchObject({ subject: null });
  expect(identities).not.toContain(other.ok && other.identity);
});

// what a stranger may try

const now = NOW_SECONDS;
const header = { alg: "HS256" };
const flooded = forge({ ...PAYLOAD, more: "x".repeat(6200) });

test.for<[string, unknown, string]>([
  ["no string", { token: forge(PAYLOAD) }, "malformed"],
  ["nothing", null, "malformed"],
  ["an empty string", "", "malformed"],
  ["two dots", "..", "malformed"],
  ["one part too few", forge(PAYLOAD).split(".").slice(0, 2).join("."), "malformed"],
  ["one part too many", `${forge(PAYLOAD)}.`, "malformed"],
  ["alg none", `${part({ alg: "none" })}.${part(PAYLOAD)}.`, "wrong_algorithm"],
  ["alg None, with a signature", forge(PAYLOAD, { alg: "None" }), "wrong_algorithm"],
  ["an empty signature", `${part(header)}.${part(PAYLOAD)}.`, "bad_signature"],
  ["no alg", forge(PAYLOAD, { typ: "JWT" }), "wrong_algorithm"],
  ["an alg that is no string", forge(PAYLOAD, { alg: ["HS256"] }), "wrong_algorithm"],
  ["an alg of every object", forge(PAYLOAD, { alg: "constructor" }), "wrong_algorithm"],
  ["a good alg that is not in the list", forge(PAYLOAD, { alg: "HS512" }), "wrong_algorithm"],
  ["another secret", forge(PAYLOAD, header, "another secret of thirty-two bytes"), "bad_signature"],
  ["a kid that is no string", forge(PAYLOAD, { ...header, kid: 1 }), "malformed"],
  ["a header that is no object", forge(PAYLOAD, "[]"), "malformed"],
  ["a header that is no JSON", forge(PAYLOAD, "{"), "malformed"],
  ["crit of an unknown extension", forge(PAYLOAD, { ...header, crit: ["exp"], exp: 1 }), "malformed"],
  ["crit of nothing", forge(PAYLOAD, { ...header, crit: [] }), "malformed"],
  ["b64: false", unencoded({ ...header, b64: false, crit: ["b64"] }), "malformed"],
  ["b64: false that is not critical", unencoded({ ...header, b64: false }), "malformed"],
  ["b64: false that is not true", forge(PAYLOAD, { ...header, b64: false }), "malformed"],
  ["a JWE", `${part({ alg: "dir", enc: "A256GCM" })}..${part("iv")}.${part("text")}.${part("tag")}`, "malformed"],
  ["a token within a token", forge(forge(PAYLOAD), { ...header, cty: "JWT" }), "malformed"],
  ["a payload that is no object", forge([PAYLOAD]), "malformed"],
  ["a payload that is no JSON", forge("{"), "malformed"],
  ["a payload that is not UTF-8", forgeBytes(Buffer.from([0x7b, 0xff, 0x7d])), "malformed"],
  ["more than 8 KiB", flooded, "too_long"],
  ["more than 8 KiB of anything", ".".repeat(8193), "too_long"],
  ["no exp", forge({ ...PAYLOAD, exp: undefined }), "malformed"],
  ["exp as null", forge({ ...PAYLOAD, exp: null }), "malformed"],
  ["exp as a string", forge({ ...PAYLOAD, exp: `${now + 600}` }), "malformed"],
  ["exp as a fraction", forge({ ...PAYLOAD, exp: now + 600.5 }), "malformed"],
  ["a negative exp", forge({ ...PAYLOAD, exp: -1 }), "expired"],
  ["exp of zero", forge({ ...PAYLOAD, exp: 0 }), "expired"],
  ["a huge exp", forge({ ...PAYLOAD, exp: 1e300 }), "malformed"],
  ["an infinite exp", forge(`{"exp":1e999,"parlor":{"room":"lobby"}}`), "malformed"],
  ["exp in milliseconds", forge({ ...PAYLOAD, exp: (now + 600) * 1000 }), "malformed"],
  ["a second exp", forge(`{"exp":${now + 600},"exp":1,"parlor":{"room":"lobby"}}`), "expired"],
  ["nbf in the future", forge({ ...PAYLOAD, nbf: now + 6 }), "not_yet"],
  ["nbf as a string", forge({ ...PAYLOAD, nbf: "0" }), "malformed"],
  ["iat in the future", forge({ ...PAYLOAD, iat: now + 6 }), "not_yet"],
  ["iat as a fraction", forge({ ...PAYLOAD, iat: now - 0.5 }), "malformed"],
  ["an aud, where none is expected", forge({ ...PAYLOAD, aud: "elsewhere" }), "wrong_audience"],
  ["a sub that is no string", forge({ ...PAYLOAD, sub: 7 }), "malformed"],
  ["an empty sub", forge({ ...PAYLOAD, sub: "" }), "malformed"],
  ["no grant", forge({ ...PAYLOAD, parlor: undefined }), "no_grant"],
  ["a grant for no room", forge({ ...PAYLOAD, parlor: {} }), "no_grant"],
])("[TK2] refused: %s", async ([, token, reason]) => {
  expect(await whyNot(token)).toBe(reason);
});

function unencoded(head: unknown): string {
  const signed = `${part(head)}.${JSON.stringify(PAYLOAD).replaceAll(".", "")}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

function forgeBytes(payload: Buffer): string {
  const signed = `${part(header)}.${payload.toString("base64url")}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

test("[TK2] a token of HS256 that is signed with the text of the public key is refused", async () => {
  const options = { keys: rsa.publicKey, algorithms: ["RS256"] } as const;
  expect(await whyNot(signWith(rsa.privateKey, PAYLOAD, { alg: "RS256" }), options)).toBe(null);
  const pem = rsa.publicKey.export({ type: "spki", format: "pem" });
  const der = rsa.publicKey.export({ type: "spki", format: "der" });
  for (const known of [pem, der]) {
    expect(await whyNot(forge(PAYLOAD, header, known), options)).toBe("wrong_algorithm");
    expect(await whyNot(forge(PAYLOAD, { alg: "RS256" }, known), options)).toBe("bad_signature");
  }
});

test("[TK2] a key that a token brings along is not looked at", async () => {
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = stranger.publicKey.export({ format: "jwk" });
  const fetched = vi.spyOn(globalThis, "fetch");
  const bring = {
    alg: "ES256",
    jwk,
    jku: "https://evil.example/keys",
    x5u: "https://evil.example/cert",
    x5c: ["AAAA"],
  };
  const options = { keys: publicKey, algorithms: ["ES256"] } as const;
  expect(await whyNot(signWith(stranger.privateKey, PAYLOAD, bring), options)).toBe("bad_signature");
  expect(await whyNot(signWith(privateKey, PAYLOAD, bring), options)).toBe(null);
  expect(fetched).not.toHaveBeenCalled();
  fetched.mockRestore();
});

test.for<[string, unknown, string | null]>([
  ["the issuer and the audience", { iss: "us", aud: "calls" }, null],
  ["the audience among others", { iss: "us", aud: ["mail", "calls"] }, null],
  ["another issuer", { iss: "US", aud: "calls" }, "wrong_issuer"],
  ["no issuer", { aud: "calls" }, "wrong_issuer"],
  ["a list of issuers", { iss: ["us"], aud: "calls" }, "wrong_issuer"],
  ["another audience", { iss: "us", aud: "mail" }, "wrong_audience"],
  ["no audience", { iss: "us" }, "wrong_audience"],
  ["no audience in the list", { iss: "us", aud: [] }, "wrong_audience"],
])("[TK2] where both are expected, %s", async ([, claims, reason]) => {
  const options = { issuer: "us", audience: "calls" };
  expect(await whyNot(forge({ ...PAYLOAD, ...(claims as object) }), options)).toBe(reason);
});

test.for<[object, number, string | null]>([
  [{ exp: now }, 4.999, null],
  [{ exp: now }, 5, "expired"],
  [{ nbf: now }, -5, null],
  [{ nbf: now }, -5.001, "not_yet"],
  [{ iat: now }, -5, null],
  [{ iat: now }, -5.001, "not_yet"],
])("[TK2] clocks may differ by 5 seconds: %j, %d seconds later", async ([claims, later, reason]) => {
  const token = forge({ ...PAYLOAD, iat: undefined, ...claims });
  vi.setSystemTime((now + later) * 1000);
  expect(await whyNot(token)).toBe(reason);
});

test("[TK2] how much clocks may differ is an option, and a token holds as much longer", async () => {
  const token = forge({ ...PAYLOAD, exp: now });
  const verified = await verify(token, { clockToleranceSeconds: 60 });
  expect(verified).toMatchObject({ ok: true, expiresAt: (now + 60) * 1000 });
  expect(await whyNot(token, { clockToleranceSeconds: 0 })).toBe("expired");
});

test.for<[number | false | undefined, number, string | null]>([
  [undefined, 86_405, null],
  [undefined, 86_406, "too_long_lived"],
  [900, 905, null],
  [900, 906, "too_long_lived"],
  [false, 864_000_000, null],
])(
  "[TK2] with maxLifetimeSeconds %j, a token may end %d seconds from now: %j",
  async ([maxLifetimeSeconds, seconds, reason]) => {
    const options = maxLifetimeSeconds === undefined ? {} : { maxLifetimeSeconds };
    expect(await whyNot(forge({ ...PAYLOAD, exp: now + seconds }), options)).toBe(reason);
  },
);

test("[TK3] whatever it is given, it says no and does not throw", async () => {
  const verifier = createTokenVerifier({ keys: SECRET, algorithms: ["HS256"] });
  const alphabet = fc.constantFrom(...Array.from('abzAZ09-_.=+/ {}"\u0000\u00E9'));
  const parts = fc.array(fc.oneof(fc.string({ unit: alphabet }), fc.json().map(part), fc.constant(part(header))));
  const junk = fc.oneof(
    fc.anything(),
    fc.string({ unit: "binary" }),
    parts.map((given) => given.join(".")),
  );
  await fc.assert(
    fc.asyncProperty(junk, async (token) => {
      expect((await verifier.verify(token)).ok).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test("[TK3] genuinely signed junk is refused too", async () => {
  const verifier = createTokenVerifier({ keys: SECRET, algorithms: ["HS256"] });
  const claims = fc.record({ exp: fc.constant(now + 600), parlor: fc.jsonValue(), sub: fc.jsonValue() });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.jsonValue(), claims), async (payload) => {
      expect((await verifier.verify(forge(JSON.stringify(payload)))).ok).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test.for(["HS256", "ES256", "RS256"] as const)(
  "[TK3] a token of %s with a flipped bit, wherever it is, is refused",
  async (alg) => {
    const keys = { HS256: SECRET, ES256: publicKey, RS256: rsa.publicKey }[alg];
    const token = {
      HS256: forge(PAYLOAD),
      ES256: signWith(privateKey, PAYLOAD, { alg }),
      RS256: signWith(rsa.privateKey, PAYLOAD, { alg }),
    }[alg];
    const verifier = createTokenVerifier({ keys, algorithms: [alg] });
    expect((await verifier.verify(token)).ok).toBe(true);
    for (let at = 0; at < token.length; at++) {
      // public keys take their time
      for (const bit of alg === "HS256" ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8]) {
        const flipped = String.fromCharCode(token.charCodeAt(at) ^ (1 << bit));
        const { ok } = await verifier.verify(token.slice(0, at) + flipped + token.slice(at + 1));
        expect([at, bit, ok]).toEqual([at, bit, false]);
      }
    }
  },
);

test("[TK3] a token can be written in one way only", async () => {
  const token = forge(PAYLOAD);
  const written = [`${token}=`, ` ${token}`, `${token}\n`, token.replace(".", ". "), `${token.slice(0, -1)}%3D`];
  for (const other of written) expect(await whyNot(other)).toBe("malformed");
});
