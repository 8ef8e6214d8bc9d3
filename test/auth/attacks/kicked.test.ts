import { expect, test } from "vitest";

import { PASSWORD } from "../web/site.ts";
import { hiddenFields, type Visitor } from "../web/visitor.ts";
import { cookieOf, csrfOf, idOf, join, knock, openTarget, renew, type Target } from "./target.ts";

async function openKicked(): Promise<{ site: Target; root: Visitor; eve: Visitor; call: string }> {
  const site = await openTarget();
  const [root, eve] = [await site.member("Root", "admin"), await site.member("Eve")];
  return { site, root, eve, call: await root.newCall() };
}

async function kick(site: Target, root: Visitor, call: string, name = "Eve"): Promise<void> {
  const fields = { csrf: await csrfOf(root), call, account: await idOf(site, name) };
  expect((await root.post("/admin/kick", fields)).status).toBe(303);
}

test("who was kicked does not come back with the same cookie and tab, another tab, another log-in, or a renewed session", async () => {
  const { site, root, eve, call } = await openKicked();
  const inCall = await join(site, eve, call);
  await kick(site, root, call);
  expect(await inCall.closed).toMatchObject({ code: 4403 });
  expect(await knock(site, eve.upgradeHeaders(), call, "a")).toBe("banned");
  expect(await knock(site, eve.upgradeHeaders(), call, "b")).toBe("banned");

  expect(await renew(eve, call)).toEqual({ status: 404, said: "no_such_call" });
  expect((await eve.get(`/calls/${call}`)).status).toBe(403);
  await eve.logOut();
  await eve.logIn("Eve", PASSWORD);
  expect(await knock(site, eve.upgradeHeaders(), call)).toBe("banned");
  const phone = site.visitor();
  await phone.logIn("EVE", PASSWORD);
  expect(await knock(site, phone.upgradeHeaders(), call)).toBe("banned");
  expect((await phone.get(`/calls/${call.toUpperCase()}`)).status).toBe(302);
  // but to the others
  expect(await knock(site, root.upgradeHeaders(), call)).toBe("in");
});

test("who was kicked does not come back when the room has been empty and is made anew, nor in another process", async () => {
  const { site, root, eve, call } = await openKicked();
  await join(site, eve, call);
  await kick(site, root, call);
  await site.app.parlor.rooms.get(call)?.stop();
  expect(await knock(site, eve.upgradeHeaders(), call)).toMatch(/banned|kicked/);
  const other = await openTarget({ database: site.database, keys: site.keys });
  expect(await knock(other, eve.upgradeHeaders(), call)).toBe("join_refused: kicked");
});

test("who was not there when being kicked does not come later", async () => {
  const { site, root, eve, call } = await openKicked();
  await kick(site, root, call);
  expect(await knock(site, eve.upgradeHeaders(), call)).toBe("join_refused: kicked");
});

test("who is kicked in the moment of joining is not in, whichever comes first", async () => {
  for (let turns = 0; turns < 24; turns += 2) {
    const { site, root, eve, call } = await openKicked();
    await join(site, root, call, "f");
    const fields = { csrf: await csrfOf(root), call, account: await idOf(site, "Eve") };
    const joining = knock(site, eve.upgradeHeaders(), call);
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    await root.post("/admin/kick", fields);
    await joining;
    expect(await site.app.parlor.rooms.get(call)?.members()).toHaveLength(1);
  }
});

test("a token from before being kicked brings nobody back, and nothing lets a kicked tab's socket go on", async () => {
  const { site, root, eve, call } = await openKicked();
  const { said } = await renew(eve, call);
  const inCall = await join(site, eve, call);
  await kick(site, root, call);
  inCall.say("authenticate", { token: said }, []);
  expect(await inCall.closed).toMatchObject({ code: 4403 });
  expect(inCall.takeAll().map(({ event }) => event)).not.toContain("token_accepted");
});

test("nobody but an admin takes a ban back: neither by closing and opening the page, nor by owning the call", async () => {
  const { site, root } = await openKicked();
  const owner = await site.member("Ada");
  const call = await owner.newCall();
  await kick(site, root, call, "Ada");
  expect((await owner.get(`/calls/${call}`)).status).toBe(403);
  expect(await knock(site, owner.upgradeHeaders(), call)).toMatch(/kicked/);
});

test("a call that was closed is not opened again, by anybody in any way", async () => {
  const { site, root, eve, call } = await openKicked();
  const inCall = await join(site, eve, call);
  expect((await root.post("/admin/close", { csrf: await csrfOf(root), call })).status).toBe(303);
  await inCall.closed;
  for (const browser of [root, eve]) {
    expect((await browser.get(`/calls/${call}`)).status).toBe(410);
    expect(await knock(site, browser.upgradeHeaders(), call)).toBe("404 no_such_room");
    expect((await renew(browser, call)).said).toBe("no_such_call");
  }
});

test("who joins in the moment in which the call is closed is not in", async () => {
  for (let turns = 0; turns < 24; turns += 2) {
    const { site, root, eve, call } = await openKicked();
    const csrf = await csrfOf(root);
    const joining = knock(site, eve.upgradeHeaders(), call);
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    await root.post("/admin/close", { csrf, call });
    await joining;
    expect(await knock(site, eve.upgradeHeaders(), call)).toBe("404 no_such_room");
    expect((await site.app.parlor.rooms.get(call)?.members()) ?? []).toEqual([]);
  }
});

test("whoever is blocked loses the sockets of all sessions, and has none of them back, nor a new one", async () => {
  const { site, root, eve, call } = await openKicked();
  const phone = site.visitor();
  await phone.logIn("Eve", PASSWORD);
  const cookies = [cookieOf(eve), cookieOf(phone)];
  const sockets = [await join(site, eve, call, "a"), await join(site, phone, call, "b")];
  const { said } = await renew(eve, call);
  const fields = { csrf: await csrfOf(root), account: await idOf(site, "Eve"), blocked: "yes" };
  expect((await root.post("/admin/block", fields)).status).toBe(303);
  for (const socket of sockets) expect(await socket.closed).toMatchObject({ code: 4403 });
  const thief = site.visitor();
  for (const cookie of [...cookies, said]) {
    thief.cookies.set("__Host-session", cookie);
    expect((await thief.get("/")).location).toBe("/log-in");
    expect(await knock(site, thief.upgradeHeaders(), call)).toMatch(/^401/);
    expect((await renew(thief, call)).status).toBe(401);
  }
  thief.cookies.clear();
  expect((await thief.logIn("Eve", PASSWORD)).status).toBe(422);
  // and once the account is let in again, the old cookies are still worth nothing
  expect((await root.post("/admin/block", { ...fields, blocked: "no" })).status).toBe(303);
  for (const cookie of cookies) {
    thief.cookies.set("__Host-session", cookie);
    expect((await thief.get("/")).location).toBe("/log-in");
  }
});

test("whoever is blocked in the moment of logging in or joining is not in", async () => {
  for (let turns = 0; turns < 16; turns += 2) {
    const { site, root, eve, call } = await openKicked();
    const fields = { csrf: await csrfOf(root), account: await idOf(site, "Eve"), blocked: "yes" };
    const late = site.visitor();
    const form = hiddenFields((await late.get("/log-in")).text, "/log-in");
    const joining = site.sockets.connect(`/socket/${call}?key=${"a".repeat(32)}`, eve.upgradeHeaders());
    const loggingIn = late.post("/log-in", { ...form, name: "Eve", password: PASSWORD });
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    await root.post("/admin/block", fields);
    await loggingIn;
    const client = await joining;
    if (!("status" in client)) await client.closed;
    expect((await site.app.parlor.rooms.get(call)?.members()) ?? []).toEqual([]);
    expect((await late.get("/")).location).toBe("/log-in");
  }
});

test("a session that began in the moment in which its account was blocked is worth nothing, as if it had ended", async () => {
  const { site, eve, call } = await openKicked();
  // the log-in was half done when all sessions were ended
  await site.accounts.setBlocked(await idOf(site, "Eve"), true);
  expect((await eve.get("/")).location).toBe("/log-in");
  expect(await knock(site, eve.upgradeHeaders(), call, "b")).toMatch(/^401/);
  expect((await renew(eve, call)).status).toBe(401);
});
