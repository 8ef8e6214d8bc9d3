import { SignJWT, UnsecuredJWT } from "jose";
import { expect, test } from "vitest";

import { openKeyRing } from "../../../examples/auth/src/sessions/key-ring.ts";
import { PASSWORD, type Site } from "../web/site.ts";
import type { Visitor } from "../web/visitor.ts";
import { cookieOf, idOf, join, knock, openTarget, renew } from "./target.ts";

/** What a live connection says to a token. */
async function bring(site: Site, browser: Visitor, call: string, token: string): Promise<unknown> {
  const client = await join(site, browser, call, "e");
  client.say("authenticate", { token }, []);
  const { event, data } = await client.next();
  await client.close();
  return event === "error" && typeof data === "object" && data !== null && "code" in data ? data.code : event;
}

async function tokenOf(browser: Visitor, call: string): Promise<string> {
  const { status, said } = await renew(browser, call);
  expect(status).toBe(200);
  return said;
}

test("a token of another call, another account, or another session of the same account does not renew a live connection", async () => {
  const site = await openTarget();
  const [ada, eve] = [await site.member("Ada"), await site.member("Eve")];
  const laptop = site.visitor();
  await laptop.logIn("Ada", PASSWORD);
  const [call, other] = [await ada.newCall(), await ada.newCall()];
  expect(await bring(site, ada, call, await tokenOf(ada, call))).toBe("token_accepted");
  expect(await bring(site, ada, call, await tokenOf(ada, other))).toBe("token_refused");
  expect(await bring(site, ada, call, await tokenOf(eve, call))).toBe("token_refused");
  expect(await bring(site, ada, call, await tokenOf(laptop, call))).toBe("token_refused");
});

test("the session's cookie is no join token", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  expect(await bring(site, ada, call, cookieOf(ada))).toBe("token_refused");
});

test("a join token is no session's cookie, and opens no socket in whichever way it is brought", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const token = await tokenOf(ada, call);
  const thief = site.visitor();
  const { host = "", origin = "" } = thief.upgradeHeaders();
  expect(await knock(site, { host, origin, "sec-websocket-protocol": `parlor.token.${token}` }, call)).toMatch(/^401/);
  expect(await knock(site, { host, origin, authorization: `Bearer ${token}` }, call)).toMatch(/^401/);
  const first = await site.sockets.connect(
    `/socket/${call}?key=${"a".repeat(32)}&token=${token}`,
    { host, origin },
    { token, tokenIn: "first_message" },
  );
  expect(first).toMatchObject({ status: 401 });
  thief.cookies.set("__Host-session", token);
  expect((await thief.get("/")).location).toBe("/log-in");
  expect(await knock(site, thief.upgradeHeaders(), call)).toMatch(/^401/);
});

test("a forged join token renews nothing: unsigned, foreign-signed, expired, with a wider grant, or of another kind", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const session = JSON.parse(Buffer.from((await tokenOf(ada, call)).split(".")[1] ?? "", "base64url").toString());
  const { kid, secret } = site.keys.newest("join");
  const foreign = (await openKeyRing(null)).newest("join").secret;
  const make = (claims: object, options: { key?: Uint8Array; alg?: string; kid?: string } = {}): Promise<string> =>
    new SignJWT({ ...session, ...claims })
      .setProtectedHeader({ alg: options.alg ?? "HS256", kid: options.kid ?? kid })
      .sign(options.key ?? secret);
  expect(await bring(site, ada, call, await make({}))).toBe("token_accepted");
  const forged = {
    unsigned: new UnsecuredJWT(session).encode(),
    "signed by another site": await make({}, { key: foreign }),
    "signed with the cookie's key": await make({}, { key: site.keys.newest("session").secret }),
    "signed with the forms' key": await make({}, { key: site.keys.newest("csrf").secret }),
    "another algorithm": await make({}, { alg: "HS512" }),
    "a key that is not there": await make({}, { kid: "__proto__" }),
    expired: await make({ exp: Math.floor(Date.now() / 1000) - 1 }),
    "without an end": await make({ exp: undefined }),
    "for cookies": await make({ aud: "session" }),
    "of another issuer": await make({ iss: "evil" }),
    "for all calls": await make({ parlor: { room: "*" } }),
    "for a pattern": await make({ parlor: { room: `${call.slice(0, 4)}*` } }),
    "for another call": await make({ parlor: { room: "kx3f-9m2q-7hwp-t4vn" } }),
    "without a call": await make({ parlor: undefined }),
    "without an account": await make({ sub: undefined }),
    "without a session": await make({ sid: undefined }),
    junk: "junk",
    empty: "",
    long: "a".repeat(50_000),
  };
  for (const [name, token] of Object.entries(forged)) {
    expect([name, await bring(site, ada, call, token)]).toEqual([name, "token_refused"]);
  }
});

test("what is no token at all renews nothing, and ends nothing", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const client = await join(site, ada, call);
  for (const data of [null, 1, [], {}, { token: null }, { token: 1 }, { token: { length: 1 } }, { token: ["a"] }]) {
    client.say("authenticate", data, []);
    expect((await client.next()).event).toBe("error");
  }
  client.say("authenticate", { token: "a" }, ["all"]);
  expect((await client.next()).event).toBe("error");
  await client.expectNothing();
});

test("a join token does not make the connection outlive the session that it was made for", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const { exp } = JSON.parse(Buffer.from((await tokenOf(ada, call)).split(".")[1] ?? "", "base64url").toString());
  const { expires_at } = await site.database.selectFrom("sessions").select("expires_at").executeTakeFirstOrThrow();
  expect(exp * 1000).toBeLessThanOrEqual(expires_at.getTime());
});

test("a token that somebody has got before logging out, or before being kicked or blocked, is worth nothing afterwards", async () => {
  const site = await openTarget();
  const [ada, ben, cem] = [await site.member("Ada"), await site.member("Ben"), await site.member("Cem")];
  const call = await ada.newCall();
  const tokens = [await tokenOf(ada, call), await tokenOf(ben, call), await tokenOf(cem, call)];
  await ada.logOut();
  await site.calls.ban(call, await idOf(site, "Ben"));
  await site.accounts.setBlocked(await idOf(site, "Cem"), true);
  for (const token of tokens) {
    const thief = site.visitor();
    thief.cookies.set("__Host-session", token);
    expect(await knock(site, thief.upgradeHeaders(), call)).toMatch(/^401/);
  }
  expect((await renew(ben, call)).said).toBe("no_such_call");
  expect((await renew(cem, call)).status).toBe(401);
});
