import { expect, onTestFinished, test, vi } from "vitest";

import { Calls } from "../../../examples/auth/src/calls/calls.ts";
import { PASSWORD } from "../web/site.ts";
import { hiddenFields } from "../web/visitor.ts";
import { cookieOf, csrfOf, join, knock, openTarget, renew } from "./target.ts";

test("an attacker's session that was planted in a browser is not the one that its user logs in to, and ends there", async () => {
  const site = await openTarget();
  const eve = await site.member("Eve");
  await site.accounts.create({ name: "Ada", password: PASSWORD });
  const call = await eve.newCall();
  const planted = cookieOf(eve);
  const ada = site.visitor();
  const form = hiddenFields((await ada.get("/log-in")).text, "/log-in");
  ada.cookies.set("__Host-session", planted);
  const eveInCall = await join(site, eve, call);
  expect((await ada.post("/log-in", { ...form, name: "Ada", password: PASSWORD })).status).toBe(303);
  expect(cookieOf(ada)).not.toBe(planted);
  expect((await ada.get("/")).text).toContain("Hello, Ada");
  // whoever has planted it neither is Ada now, nor still logged in where Ada was for a moment
  expect((await eve.get("/")).location).toBe("/log-in");
  expect(await eveInCall.closed).toMatchObject({ reason: "removed" });
});

test.for(["junk", "", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."])(
  "the made-up session %j that was planted in a browser is never taken for a session of its user",
  async (planted) => {
    const site = await openTarget();
    await site.accounts.create({ name: "Ada", password: PASSWORD });
    const [ada, eve] = [site.visitor(), site.visitor()];
    for (const browser of [ada, eve]) browser.cookies.set("__Host-session", planted);
    expect((await ada.logIn("Ada", PASSWORD)).status).toBe(303);
    expect((await ada.get("/")).status).toBe(200);
    expect((await eve.get("/")).location).toBe("/log-in");
  },
);

test("neither the cookie nor the id of a session is kept from one log-in to the next, in whichever way one gets there", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const seen = [cookieOf(ada)];
  await ada.logOut();
  await ada.logIn("Ada", PASSWORD);
  seen.push(cookieOf(ada));
  const again = site.visitor();
  await again.logIn("Ada", PASSWORD);
  seen.push(cookieOf(again));
  const secrets = seen.map((cookie) => JSON.parse(Buffer.from(cookie.split(".")[1] ?? "", "base64url").toString()).sid);
  expect(new Set(secrets).size).toBe(3);
  const rows = await site.database.selectFrom("sessions").select("id").where("ended_at", "is", null).execute();
  // what stands in the database is no cookie's secret
  for (const { id } of rows) expect(secrets).not.toContain(id);
});

test("a log-in that fails begins no session and ends none", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const first = cookieOf(ada);
  await site.visitor().logIn("Ada", "seven blue umbrellas");
  const eve = site.visitor();
  const { headers } = await eve.logIn("Ada", "seven blue umbrellas");
  expect(headers.getSetCookie().join()).not.toContain("session");
  expect(eve.cookies.has("__Host-session")).toBe(false);
  ada.cookies.set("__Host-session", first);
  expect((await ada.get("/")).status).toBe(200);
});

test("a visitor's cookie that was planted gives its planter nothing: the log-in is another secret, and the forms are other tokens", async () => {
  const site = await openTarget();
  await site.accounts.create({ name: "Ada", password: PASSWORD });
  const [ada, eve] = [site.visitor(), site.visitor()];
  const early = await csrfOf(eve, "/log-in", "/log-in");
  const planted = eve.cookies.get("__Host-visitor") ?? "";
  ada.cookies.set("__Host-visitor", planted);
  await ada.logIn("Ada", PASSWORD);
  expect(cookieOf(ada)).not.toContain(planted);
  expect((await ada.post("/calls", { csrf: early })).status).toBe(403);
  expect((await eve.get("/")).location).toBe("/log-in");
});

test.for(["x", "a".repeat(43), "__proto__", "a".repeat(21), "a".repeat(23), "<script>alert(1)</script>", "../../x"])(
  "the made-up visitor's cookie %j binds no form",
  async (planted) => {
    const site = await openTarget();
    const browser = site.visitor();
    browser.cookies.set("__Host-visitor", planted);
    const { text, headers } = await browser.get("/log-in");
    expect(headers.getSetCookie().join()).toMatch(/^__Host-visitor=[\w-]{22};/);
    expect(text).not.toContain("alert(1)");
  },
);

test("a visitor's cookie with the id of a session in it makes no token for that session", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const { id } = await site.database.selectFrom("sessions").select("id").executeTakeFirstOrThrow();
  const eve = site.visitor();
  eve.cookies.set("__Host-visitor", id);
  const csrf = await csrfOf(eve, "/log-in", "/log-in");
  expect((await ada.post("/calls", { csrf })).status).toBe(403);
});

test("a cookie that was stolen is worth nothing after its owner has logged out, over HTTP, over WebSocket and for a renewal", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const thief = site.visitor();
  thief.cookies.set("__Host-session", cookieOf(ada));
  expect((await thief.get("/")).text).toContain("Hello, Ada");
  const thiefInCall = await join(site, thief, call, "b");
  await ada.logOut();
  expect(await thiefInCall.closed).toMatchObject({ reason: "removed" });
  expect((await thief.get("/")).location).toBe("/log-in");
  expect(await knock(site, thief.upgradeHeaders(), call)).toBe("401 unauthorized: not_logged_in");
  expect((await renew(thief, call)).status).toBe(401);
  // nor does another log-in make it good again
  await ada.logIn("Ada", PASSWORD);
  expect((await thief.get("/")).location).toBe("/log-in");
});

test("of all cookies that a session has had, none outlives its log-out", async () => {
  let time = Date.now();
  const site = await openTarget({ now: () => time, sessionMinutes: 30 });
  const ada = await site.member("Ada");
  const cookies = [cookieOf(ada)];
  time += 20 * 60_000;
  await ada.get("/");
  cookies.push(cookieOf(ada));
  expect(new Set(cookies).size).toBe(2);
  await ada.logOut();
  for (const cookie of cookies) {
    const thief = site.visitor();
    thief.cookies.set("__Host-session", cookie);
    expect((await thief.get("/")).location).toBe("/log-in");
  }
});

test("a renewal that comes at the same time as the log-out does not bring the session back", async () => {
  let time = Date.now();
  const site = await openTarget({ now: () => time, sessionMinutes: 30 });
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const thief = site.visitor();
  time += 20 * 60_000;
  const form = hiddenFields((await ada.get("/")).text, "/log-out");
  thief.cookies.set("__Host-session", cookieOf(ada));
  await Promise.all([
    ...Array.from({ length: 5 }, () => thief.get("/")),
    renew(thief, call),
    ada.post("/log-out", form),
    ...Array.from({ length: 5 }, () => thief.get("/")),
  ]);
  expect((await thief.get("/")).location).toBe("/log-in");
  expect((await renew(thief, call)).status).toBe(401);
});

test("a socket that is being opened while its session logs out does not stay open", async () => {
  const site = await openTarget();
  for (let turns = 0; turns < 24; turns++) {
    const ada = site.visitor();
    await (turns === 0 ? site.member("Ada") : Promise.resolve());
    await ada.logIn("Ada", PASSWORD);
    const call = await ada.newCall();
    const form = hiddenFields((await ada.get("/")).text, "/log-out");
    const connecting = site.sockets.connect(`/socket/${call}?key=${"a".repeat(32)}`, ada.upgradeHeaders());
    // each time a little later
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    if (turns > 12) await site.database.selectFrom("calls").select("name").execute();
    await ada.post("/log-out", form);
    const client = await connecting;
    if (!("status" in client)) await client.closed;
    expect((await site.app.parlor.rooms.get(call)?.members()) ?? []).toEqual([]);
  }
});

test("a socket whose session logs out between the upgrade and the join is not let in", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const form = hiddenFields((await ada.get("/")).text, "/log-out");
  // what is asked between the two: whether there is such a call
  const asked = vi.spyOn(Calls.prototype, "byName").mockImplementationOnce(async function (this: Calls, name) {
    expect((await ada.post("/log-out", form)).status).toBe(303);
    return this.byName(name);
  });
  onTestFinished(() => asked.mockRestore());
  expect(await knock(site, ada.upgradeHeaders(), call)).toBe("join_refused: logged_out");
});

test("a session cannot be used for ever, however often it is renewed", async () => {
  let time = Date.now();
  const site = await openTarget({ now: () => time, sessionMinutes: 720 });
  const ada = await site.member("Ada");
  for (let hours = 0; hours < 12; hours++) {
    expect((await ada.get("/")).status).toBe(200);
    time += 3_600_000;
  }
  expect((await ada.get("/")).location).toBe("/log-in");
});
