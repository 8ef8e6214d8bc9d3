import { createHmac, generateKeyPairSync, sign } from "node:crypto";

import { expect, onTestFinished, test, vi } from "vitest";

import { type KeyRing, openKeyRing } from "../../../examples/auth/src/sessions/key-ring.ts";
import type { Site } from "../web/site.ts";
import { cookieOf, idOf, join, knock, openTarget } from "./target.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A good cookie, taken apart, and all that is needed to make one that is nearly as good. */
interface Parts {
  readonly cookie: string;
  readonly header: Fields;
  readonly payload: Fields;
  readonly signature: string;
  /** The key that only the server has: what is signed with it shows that something else is wrong. */
  readonly secret: Uint8Array;
  readonly keys: KeyRing;
  /** The id of an admin, whom the attacker would like to be. */
  readonly adminId: string;
}

function encoded(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

function without(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

function signed(header: unknown, payload: unknown, secret: Uint8Array | string, hash = "sha256"): string {
  const text = `${encoded(header)}.${encoded(payload)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest("base64url")}`;
}

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicJwk = rsa.publicKey.export({ format: "jwk" });
const publicPem = rsa.publicKey.export({ format: "pem", type: "spki" }).toString();

function signedRsa(header: unknown, payload: unknown): string {
  const text = `${encoded(header)}.${encoded(payload)}`;
  return `${text}.${sign("sha256", Buffer.from(text), rsa.privateKey).toString("base64url")}`;
}

const kids = {
  "a path out of the keys' folder": "../../../../../../dev/null",
  "an encoded path": "..%2f..%2fdev%2fnull",
  "a path with a NUL": "../../dev/null\0.json",
  "the folder itself": ".",
  "an SQL injection": "x' union select 'secret' --",
  "a command": "|cat /etc/passwd",
  "a URL": "https://evil.example/key",
  "the prototype of all objects": "__proto__",
  "a name that all objects have": "constructor",
  "a method that all objects have": "toString",
  nothing: "",
  "very much": "k".repeat(900),
  "a number": 0,
  null: null,
  "a list": [["x"]],
  "an object": { toString: "x" },
};

const now = (): number => Math.floor(Date.now() / 1000);

const FORGERIES: readonly (readonly [string, (parts: Parts) => string])[] = [
  ...["none", "None", "NONE", "nOnE"].flatMap((alg) => [
    [`alg ${alg} and no signature`, (p: Parts) => `${encoded({ ...p.header, alg })}.${encoded(p.payload)}.`] as const,
    [
      `alg ${alg} and the old signature`,
      (p: Parts) => `${encoded({ ...p.header, alg })}.${encoded(p.payload)}.${p.signature}`,
    ] as const,
  ]),
  ["alg none and only two parts", (p) => `${encoded({ ...p.header, alg: "none" })}.${encoded(p.payload)}`],
  ["no alg", (p) => signed(without(p.header, "alg"), p.payload, p.secret)],
  [
    "alg HS384, signed with the right secret",
    (p) => signed({ ...p.header, alg: "HS384" }, p.payload, p.secret, "sha384"),
  ],
  [
    "alg HS512, signed with the right secret",
    (p) => signed({ ...p.header, alg: "HS512" }, p.payload, p.secret, "sha512"),
  ],
  ["alg hs256", (p) => signed({ ...p.header, alg: "hs256" }, p.payload, p.secret)],
  ["alg RS256, the secret taken for a public key", (p) => signed({ ...p.header, alg: "RS256" }, p.payload, p.secret)],
  ["alg RS256 with an own key", (p) => signedRsa({ ...p.header, alg: "RS256" }, p.payload)],
  ["alg RS256 with an own key embedded", (p) => signedRsa({ ...p.header, alg: "RS256", jwk: publicJwk }, p.payload)],
  [
    "alg HS256 with an own secret embedded",
    (p) => signed({ ...p.header, jwk: { kty: "oct", k: encoded("own secret") } }, p.payload, "own secret"),
  ],
  ["alg HS256 with a public key as the secret", (p) => signed({ ...p.header, jwk: publicJwk }, p.payload, publicPem)],
  [
    "a link to an own key set",
    (p) => signedRsa({ ...p.header, alg: "RS256", jku: "https://evil.example/jwks" }, p.payload),
  ],
  [
    "a link to an own certificate",
    (p) => signedRsa({ ...p.header, alg: "RS256", x5u: "https://evil.example/cert" }, p.payload),
  ],
  ["an empty secret", (p) => signed(p.header, p.payload, "")],
  ["a secret of zeros", (p) => signed(p.header, p.payload, new Uint8Array(32))],
  ["the key's name as the secret", (p) => signed(p.header, p.payload, String(p.header["kid"]))],
  ["a guessed secret", (p) => signed(p.header, p.payload, "secret")],
  ["the key for join tokens", (p) => signed(p.header, p.payload, p.keys.newest("join").secret)],
  ["the key for forms", (p) => signed(p.header, p.payload, p.keys.newest("csrf").secret)],
  ["no key's name, but the right secret", (p) => signed(without(p.header, "kid"), p.payload, p.secret)],
  ...Object.entries(kids).flatMap(([name, kid]) => [
    [
      `a key's name that is ${name}, and an empty secret`,
      (p: Parts) => signed({ ...p.header, kid }, p.payload, ""),
    ] as const,
    [
      `a key's name that is ${name}, though the secret is right`,
      (p: Parts) => signed({ ...p.header, kid }, p.payload, p.secret),
    ] as const,
  ]),
  [
    "an extension that must be understood",
    (p) => signed({ ...p.header, crit: ["own"], own: true }, p.payload, p.secret),
  ],
  ["a payload that is not encoded", (p) => signed({ ...p.header, b64: false, crit: ["b64"] }, p.payload, p.secret)],
  ["the type of another token", (p) => signed({ ...p.header, typ: "JWT" }, p.payload, p.secret)],
  ["no type", (p) => signed(without(p.header, "typ"), p.payload, p.secret)],
  [
    "another account, and the old signature",
    (p) => `${encoded(p.header)}.${encoded({ ...p.payload, sub: p.adminId })}.${p.signature}`,
  ],
  [
    "another account, and an empty signature",
    (p) => `${encoded(p.header)}.${encoded({ ...p.payload, sub: p.adminId })}.`,
  ],
  ["another account, signed well", (p) => signed(p.header, { ...p.payload, sub: p.adminId }, p.secret)],
  [
    "an account that is an injection, signed well",
    (p) => signed(p.header, { ...p.payload, sub: "' or '1'='1" }, p.secret),
  ],
  ["another session, signed well", (p) => signed(p.header, { ...p.payload, sid: "a".repeat(43) }, p.secret)],
  [
    "a session that is a list, signed well",
    (p) => signed(p.header, { ...p.payload, sid: [p.payload["sid"]] }, p.secret),
  ],
  ["a time that is over, signed well", (p) => signed(p.header, { ...p.payload, exp: now() - 1 }, p.secret)],
  ["no end, signed well", (p) => signed(p.header, without(p.payload, "exp"), p.secret)],
  ["an end that is a text, signed well", (p) => signed(p.header, { ...p.payload, exp: "9999999999" }, p.secret)],
  ["a beginning to come, signed well", (p) => signed(p.header, { ...p.payload, nbf: now() + 600 }, p.secret)],
  ["the audience of join tokens, signed well", (p) => signed(p.header, { ...p.payload, aud: "join" }, p.secret)],
  ["another issuer, signed well", (p) => signed(p.header, { ...p.payload, iss: "https://evil.example" }, p.secret)],
  ["a payload that is a list, signed well", (p) => signed(p.header, [p.payload], p.secret)],
  ["a payload that is no JSON, signed well", (p) => signed(p.header, "{", p.secret)],
  ["a header that is no JSON", (p) => signed("{", p.payload, p.secret)],
  [
    "the general form of a signature",
    (p) =>
      encoded({ payload: encoded(p.payload), signatures: [{ protected: encoded(p.header), signature: p.signature }] }),
  ],
  ["an encrypted token", (p) => `${encoded({ alg: "dir", enc: "A256GCM", kid: p.header["kid"] })}..AAAA.AAAA.AAAA`],
  ["no signature's dot", ({ cookie }) => cookie.slice(0, cookie.lastIndexOf("."))],
  ["no signature", ({ cookie }) => cookie.slice(0, cookie.lastIndexOf(".") + 1)],
  ["half a signature", ({ cookie }) => cookie.slice(0, -21)],
  ["a signature one character short", ({ cookie }) => cookie.slice(0, -1)],
  ["half a token", ({ cookie }) => cookie.slice(0, cookie.length / 2)],
  ["a token without its beginning", ({ cookie }) => cookie.slice(1)],
  ["a token twice", ({ cookie }) => cookie + cookie],
  ["a token twice with a dot", ({ cookie }) => `${cookie}.${cookie}`],
  ["two tokens with a comma", ({ cookie }) => `${cookie},${cookie}`],
  ["a token in capitals", ({ cookie }) => cookie.toUpperCase()],
  ["the session's secret alone", ({ payload }) => String(payload["sid"])],
  ["dots", () => ".."],
  ["junk", () => "junk"],
  ["junk that is long", () => "a.".repeat(3000)],
  ["the word null", () => "null"],
  ["characters that are none", () => "%00%ff%0d%0a"],
];

async function openForged(): Promise<{ site: Site; parts: Parts; call: string }> {
  // each upgrade can come from an address of its own
  const site = await openTarget({ proxies: 1 });
  const [, ada] = [await site.member("Root", "admin"), await site.member("Ada")];
  const cookie = cookieOf(ada);
  const [header = "", payload = "", signature = ""] = cookie.split(".");
  const decoded = (part: string): Fields => JSON.parse(Buffer.from(part, "base64url").toString());
  const { secret } = site.keys.newest("session");
  const [parts, call] = [{ header: decoded(header), payload: decoded(payload) }, await ada.newCall()];
  return {
    site,
    call,
    parts: { ...parts, cookie, signature, secret, keys: site.keys, adminId: await idOf(site, "Root") },
  };
}

test("what the forgeries are made of is good as it is", async () => {
  const { site, parts, call } = await openForged();
  const browser = site.visitor();
  browser.cookies.set("__Host-session", signed(parts.header, parts.payload, parts.secret));
  expect((await browser.get("/")).status).toBe(200);
  expect(await knock(site, browser.upgradeHeaders(), call)).toBe("in");
});

test(`none of ${FORGERIES.length} forged cookies logs anybody in or opens a socket, and nobody else notices`, async () => {
  const asked = vi.spyOn(globalThis, "fetch");
  onTestFinished(() => asked.mockRestore());
  const { site, parts, call } = await openForged();
  const ben = await site.member("Ben");
  const inCall = await join(site, ben, call);
  for (const [index, [name, forge]] of FORGERIES.entries()) {
    const browser = site.visitor();
    browser.cookies.set("__Host-session", forge(parts));
    const { status, location } = await browser.get("/");
    expect([name, status, location]).toEqual([name, 303, "/log-in"]);
    const headers = { ...browser.upgradeHeaders(), "x-forwarded-for": `198.51.100.${index}` };
    expect([name, await knock(site, headers, call)]).toEqual([name, "401 unauthorized: not_logged_in"]);
  }
  expect(asked).not.toHaveBeenCalled();
  await inCall.expectNothing();
  expect((await ben.get("/")).status).toBe(200);
});

test("a cookie that another site has signed, the same program with other keys, logs nobody in", async () => {
  const { site, parts, call } = await openForged();
  const foreign = await openKeyRing(null);
  for (const kid of [foreign.newest("session").kid, parts.header["kid"]]) {
    const browser = site.visitor();
    const forged = signed({ ...parts.header, kid }, parts.payload, foreign.newest("session").secret);
    browser.cookies.set("__Host-session", forged);
    expect((await browser.get("/")).location).toBe("/log-in");
    expect(await knock(site, browser.upgradeHeaders(), call)).toMatch(/^401/);
  }
});

test("a cookie that has expired is over, however its row in the database says otherwise", async () => {
  let time = Date.now();
  const site = await openTarget({ now: () => time, sessionMinutes: 5 });
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const old = cookieOf(ada);
  await site.database
    .updateTable("sessions")
    .set({ expires_at: new Date(time + 3_600_000) })
    .execute();
  time += 5 * 60_000 + 1;
  ada.cookies.set("__Host-session", old);
  expect((await ada.get("/")).location).toBe("/log-in");
  expect(await knock(site, ada.upgradeHeaders(), call)).toMatch(/^401/);
});

test.for([
  ["another spelling of the cookie's name", "__HOST-session=COOKIE"],
  ["a space of another kind before the name", "\u00a0__Host-session=COOKIE"],
  ["a name without its prefix", "session=COOKIE"],
  ["the other prefix", "__Secure-session=COOKIE"],
  ["an encoded name", "__Host%2Dsession=COOKIE"],
  ["no name", "=__Host-session=COOKIE"],
  ["the value of another cookie", "theme=__Host-session=COOKIE"],
  ["old attributes", "$Version=1, __Host-session=COOKIE"],
] as const)("%s is not the session's cookie, over HTTP and over WebSocket", async ([, template]) => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const cookie = template.replace("COOKIE", cookieOf(ada));
  expect((await site.visitor().send("/", { headers: { cookie } })).location).toBe("/log-in");
  const { origin = "", host = "" } = ada.upgradeHeaders();
  expect(await knock(site, { host, origin, cookie }, call)).toMatch(/^401/);
});

test("of two session cookies both kinds of connection take the first, so that nobody is one person here and another there", async () => {
  const site = await openTarget();
  const [ada, eve] = [await site.member("Ada"), await site.member("Eve")];
  const call = await ada.newCall();
  const both = (...cookies: string[]): string => cookies.map((cookie) => `__Host-session=${cookie}`).join("; ");
  const { origin = "", host = "" } = ada.upgradeHeaders();
  for (const [cookie, name] of [
    [both(cookieOf(ada), cookieOf(eve)), "Ada"],
    [both(cookieOf(eve), cookieOf(ada)), "Eve"],
    [both("junk", cookieOf(ada)), null],
    [both("", cookieOf(ada)), null],
  ] as const) {
    const { text, location } = await site.visitor().send("/", { headers: { cookie } });
    if (name === null) expect(location).toBe("/log-in");
    else expect(text).toContain(`Hello, ${name}`);
    const client = await site.sockets.connect(`/socket/${call}?key=${"c".repeat(32)}`, { host, origin, cookie });
    if ("status" in client) {
      expect([client.status, name]).toEqual([401, null]);
      continue;
    }
    const { data } = await client.expect("authenticated");
    const id = await idOf(site, name ?? "");
    expect(site.app.parlor.peers.get(client.id)?.identity).toBe(id);
    expect(JSON.stringify(data)).not.toContain("eyJ");
    await client.close();
  }
});
