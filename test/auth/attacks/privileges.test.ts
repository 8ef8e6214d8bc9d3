import { expect, test } from "vitest";

import { PASSWORD } from "../web/site.ts";
import { hiddenFields, OWN_PAGE } from "../web/visitor.ts";
import { csrfOf, idOf, join, openTarget, renew, snapshot } from "./target.ts";

const ADMIN_PATHS = ["/admin", "/admin/kick", "/admin/close", "/admin/block", "/admin/let-in"];

test("no member and no stranger does what admins do, with whatever good token of their own", async () => {
  const site = await openTarget();
  const [root, eve] = [await site.member("Root", "admin"), await site.member("Eve")];
  const call = await root.newCall();
  const rootInCall = await join(site, root, call);
  const account = await idOf(site, "Root");
  const stranger = site.visitor();
  const tokens = [await csrfOf(eve), await csrfOf(stranger, "/log-in", "/log-in"), await csrfOf(root)];
  const before = await snapshot(site);
  for (const browser of [eve, stranger]) {
    for (const path of ADMIN_PATHS) {
      for (const csrf of tokens) {
        expect([403, 404]).toContain((await browser.post(path, { csrf, call, account, blocked: "yes" })).status);
      }
      expect((await browser.get(path)).status).toBe(404);
    }
  }
  expect(await snapshot(site)).toEqual(before);
  await rootInCall.expectNothing();
});

test.for([
  "/ADMIN",
  "/Admin",
  "/admin/",
  "//admin",
  "/./admin",
  "/x/../admin",
  "/%61dmin",
  "/%2561dmin",
  "/admin%2f",
  "/admin%00",
  "/admin;x",
  "/admin.json",
  "/admin?x",
  "/admin//kick",
  "/ADMIN/kick",
  "/admin/kick/",
  "/%61dmin/kick",
  "/admin%2fkick",
  "/log-in/../admin",
  "/assets/../admin",
  "/assets/..%2fadmin",
])("the path %s is no way round who may see the admin's pages", async (path) => {
  const site = await openTarget();
  const [root, eve] = [await site.member("Root", "admin"), await site.member("Eve")];
  const call = await root.newCall();
  const csrf = await csrfOf(eve);
  const before = await snapshot(site);
  for (const browser of [eve, site.visitor()]) {
    for (const headers of [
      {},
      { "x-original-url": "/admin", "x-rewrite-url": "/admin", "x-forwarded-for": "127.0.0.1" },
    ]) {
      const { status, text } = await browser.send(path, { headers });
      expect([status === 200, text.includes("Calls with people in them")]).toEqual([false, false]);
    }
    await browser.post(path, { csrf, call, account: await idOf(site, "Root") });
  }
  expect(await snapshot(site)).toEqual(before);
});

test("the role is that of the database at this moment: who is an admin no more is none, with the same cookie", async () => {
  const site = await openTarget();
  const root = await site.member("Root", "admin");
  const csrf = await csrfOf(root);
  expect((await root.get("/admin")).status).toBe(200);
  await site.database.updateTable("accounts").set({ role: "member" }).execute();
  expect((await root.get("/admin")).status).toBe(404);
  expect((await root.post("/admin/close", { csrf, call: "kx3f-9m2q-7hwp-t4vn" })).status).toBe(404);
});

test("nobody registers as an admin, or with an id or a state of their own choice, by fields that no form has", async () => {
  const site = await openTarget();
  const extra = {
    role: "admin",
    "role[]": "admin",
    "account[role]": "admin",
    isAdmin: "true",
    admin: "1",
    id: "00000000-0000-4000-8000-000000000000",
    is_blocked: "true",
    isBlocked: "true",
    name_key: "root",
    password_hash: "1:x",
    created_at: "1970-01-01",
    __proto__: "x",
    "__proto__[role]": "admin",
    "constructor[prototype][role]": "admin",
  };
  const browser = site.visitor();
  expect(
    (await browser.submit("/register", "/register", { ...extra, name: "Eve", password: PASSWORD, again: PASSWORD }))
      .status,
  ).toBe(303);
  const [eve] = await site.accounts.list();
  expect(eve).toMatchObject({ name: "Eve", role: "member", isBlocked: false });
  expect(eve?.id).not.toBe(extra.id);
  await browser.submit("/log-in", "/log-in", { ...extra, name: "Eve", password: PASSWORD });
  expect((await browser.get("/admin")).status).toBe(404);
  expect(({} as Record<string, unknown>)["role"]).toBeUndefined();
});

test("of a field that comes twice the first counts everywhere, so that no check sees another one than what is done", async () => {
  const site = await openTarget();
  const [root, ben] = [await site.member("Root", "admin"), await site.member("Ben")];
  const [own, other] = [await root.newCall(), await ben.newCall()];
  const csrf = await csrfOf(root);
  const account = await idOf(site, "Ben");
  const send = (path: string, body: string): Promise<{ status: number }> =>
    root.send(path, {
      method: "POST",
      headers: { ...OWN_PAGE, "content-type": "application/x-www-form-urlencoded" },
      body,
    });
  // the first is an account that is not there, then one's own: neither is done to the second one
  expect(
    (await send("/admin/kick", `csrf=${csrf}&call=${own}&call=${other}&account=x&account=${account}`)).status,
  ).toBe(404);
  expect(
    (await send("/admin/block", `csrf=${csrf}&account=${await idOf(site, "Root")}&account=${account}`)).status,
  ).toBe(422);
  expect((await send("/admin/close", `csrf=x&csrf=${csrf}&call=${own}`)).status).toBe(403);
  expect((await send("/admin/close", `csrf=${csrf}&csrf=x&call=${own}&call=${other}`)).status).toBe(303);
  expect([await site.calls.byName(own), await site.calls.byName(other)]).toMatchObject([
    { isClosed: true },
    { isClosed: false },
  ]);

  const twice = site.visitor();
  const form = hiddenFields((await twice.get("/log-in")).text, "/log-in");
  const fields = new URLSearchParams([
    ...Object.entries(form),
    ["name", "Nobody"],
    ["name", "Ben"],
    ["password", "x"],
    ["password", PASSWORD],
  ]);
  const sending = {
    method: "POST",
    headers: { ...OWN_PAGE, "content-type": "application/x-www-form-urlencoded" },
    body: fields.toString(),
  };
  expect((await twice.send("/log-in", sending)).status).toBe(422);
});

test("a member neither sees nor closes the calls of others, nor gets a token for one that is closed", async () => {
  const site = await openTarget();
  const [ada, eve] = [await site.member("Ada"), await site.member("Eve")];
  const call = await ada.newCall();
  expect((await eve.get("/")).text).not.toContain(call);
  expect((await eve.post(`/calls/${call}/close`, { csrf: await csrfOf(eve) })).status).toBe(404);
  expect((await eve.post(`/calls/${call.toUpperCase()}/close`, { csrf: await csrfOf(eve) })).status).toBe(404);
  expect(await site.calls.byName(call)).toMatchObject({ isClosed: false });
  await site.calls.close(call);
  expect(await renew(eve, call)).toEqual({ status: 404, said: "no_such_call" });
});

test("whoever asks for a renewal gets a token for themselves, whatever else they ask for", async () => {
  const site = await openTarget();
  const [root, eve] = [await site.member("Root", "admin"), await site.member("Eve")];
  const call = await root.newCall();
  const [rootId, eveId] = [await idOf(site, "Root"), await idOf(site, "Eve")];
  const body = JSON.stringify({
    call,
    account: rootId,
    sub: rootId,
    sid: "x",
    role: "admin",
    exp: 9_999_999_999,
    expiresAt: 1e15,
    parlor: { room: "*" },
    ["__proto__"]: { call: "x" },
  });
  const { text } = await eve.send("/session/renew", {
    method: "POST",
    headers: { ...OWN_PAGE, "x-csrf-token": await csrfOf(eve) },
    body,
  });
  const { token }: { token: string } = JSON.parse(text);
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  expect(claims).toMatchObject({ sub: eveId, aud: "join", parlor: { room: call } });
  expect(claims.exp * 1000).toBeLessThanOrEqual(Date.now() + 31 * 60_000);
});

test.for(["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "post", "POSTX", "LINK"])(
  "the method %s does nothing anywhere",
  async (method) => {
    const site = await openTarget();
    const root = await site.member("Root", "admin");
    const call = await root.newCall();
    const csrf = await csrfOf(root);
    const account = await idOf(site, "Root");
    const body = new URLSearchParams({ csrf: "x", call, account }).toString();
    const before = await snapshot(site);
    for (const path of [
      "/",
      "/log-out",
      "/calls",
      `/calls/${call}/close`,
      "/session/renew",
      ...ADMIN_PATHS,
      "/register",
      "/log-in",
    ]) {
      const headers = {
        ...OWN_PAGE,
        "content-type": "application/x-www-form-urlencoded",
        "x-csrf-token": method === "post" ? "x" : csrf,
      };
      expect([403, 404, 405]).toContain((await root.send(path, { method, headers, body })).status);
    }
    expect(await snapshot(site)).toEqual(before);
  },
);

test("whose id somebody knows is nobody whom they could be: the ids of others in a socket's address and metadata count for nothing", async () => {
  const site = await openTarget();
  const [root, eve] = [await site.member("Root", "admin"), await site.member("Eve")];
  const call = await root.newCall();
  const id = await idOf(site, "Root");
  const rootInCall = await join(site, root, call);
  const path = `/socket/${call}?key=${"a".repeat(32)}&identity=${id}&account=${id}&name=Root&metadata=%7B%22name%22%3A%22Root%22%7D`;
  const client = await site.sockets.join(path, eve.upgradeHeaders());
  expect(site.app.parlor.peers.get(client.id)?.identity).toBe(await idOf(site, "Eve"));
  expect((await rootInCall.expect("joined")).data).toMatchObject({ metadata: { name: "Eve" } });
  // and with the tab's key of somebody else nobody takes that tab's place
  await rootInCall.expectNothing();
});
