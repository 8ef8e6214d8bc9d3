import { expect, test } from "vitest";

import { openSite, type Site } from "./site.ts";
import { socketPath, type Visitor } from "./visitor.ts";

async function idOf({ accounts }: Site, name: string): Promise<string> {
  return (await accounts.list()).find((account) => account.name === name)?.id ?? "";
}

/** The hidden fields of the form that concerns somebody, with the token of this admin's page. */
async function act(admin: Visitor, action: string, fields: Record<string, string>): Promise<number> {
  const csrf = /name="csrf" value="([^"]+)"/.exec((await admin.get("/admin")).text)?.[1] ?? "";
  return (await admin.post(action, { csrf, ...fields })).status;
}

test("for everybody but admins there is no admin page, and nothing to do there", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const csrf = /name="csrf" value="([^"]+)"/.exec((await ada.get("/")).text)?.[1] ?? "";
  for (const browser of [ada, site.visitor()]) {
    expect((await browser.get("/admin")).status).toBe(404);
    for (const path of ["/admin/close", "/admin/kick", "/admin/let-in", "/admin/block"]) {
      expect((await browser.post(path, { csrf, call })).status).toBe(404);
    }
  }
  expect((await ada.get("/")).text).not.toContain("/admin");
  expect(await site.calls.byName(call)).toMatchObject({ isClosed: false });
});

test("an admin sees who is in which call, once each", async () => {
  const site = await openSite();
  const [root, ada] = [await site.member("Root", "admin"), await site.member("Ada & <b>Co</b>")];
  expect((await root.get("/admin")).text).toContain("Nobody is in a call now.");
  const call = await ada.newCall();
  for (const tab of ["a", "b"]) await site.sockets.join(socketPath(call, tab), ada.upgradeHeaders());
  const { text } = await root.get("/admin");
  expect(text).toContain(call);
  expect(text).toContain("Ada &amp; &lt;b&gt;Co&lt;/b&gt;");
  expect(text).not.toContain("<b>Co");
  expect(text.match(/action="\/admin\/kick"/g)).toHaveLength(1);
});

test("whoever is kicked is out of that call with all tabs, and stays out, also of another process", async () => {
  const site = await openSite();
  const [root, ada] = [await site.member("Root", "admin"), await site.member("Ada")];
  const [call, other] = [await ada.newCall(), await ada.newCall()];
  const tabs = [];
  for (const tab of ["a", "b"]) tabs.push(await site.sockets.join(socketPath(call, tab), ada.upgradeHeaders()));
  const elsewhere = await site.sockets.join(socketPath(other), ada.upgradeHeaders());
  expect(await act(root, "/admin/kick", { call, account: await idOf(site, "Ada") })).toBe(303);
  for (const tab of tabs) expect((await tab.closed).code).toBeGreaterThanOrEqual(4000);
  await elsewhere.expectNothing();

  const again = await site.sockets.connect(socketPath(call, "c"), ada.upgradeHeaders());
  if ("status" in again) throw new Error("refused too early");
  expect((await again.next()).data).toMatchObject({ code: "banned" });
  expect((await ada.get(`/calls/${call}`)).status).toBe(403);

  const restarted = await openSite({ database: site.database, keys: site.keys });
  const later = await restarted.sockets.connect(socketPath(call, "d"), ada.upgradeHeaders());
  if ("status" in later) throw new Error("refused too early");
  expect((await later.next()).data).toMatchObject({ code: "join_refused", details: "kicked" });
});

test("whoever was kicked can join again when an admin lets them back in", async () => {
  const site = await openSite();
  const [root, ada, bob] = [await site.member("Root", "admin"), await site.member("Ada"), await site.member("Bob")];
  const call = await ada.newCall();
  const kicked = await site.sockets.join(socketPath(call), bob.upgradeHeaders());
  const account = await idOf(site, "Bob");
  expect(await act(root, "/admin/kick", { call, account })).toBe(303);
  await kicked.closed;
  expect((await root.get("/admin")).text).toContain("Kept out of calls");
  await site.sockets.join(socketPath(call), ada.upgradeHeaders());
  // under the call now, and not in the list of the others
  const { text } = await root.get("/admin");
  expect(text).not.toContain("Kept out of calls");
  expect(text.match(/action="\/admin\/let-in"/g)).toHaveLength(1);

  const csrf = /name="csrf" value="([^"]+)"/.exec((await bob.get("/")).text)?.[1] ?? "";
  expect((await bob.post("/admin/let-in", { csrf, call, account })).status).toBe(404);
  expect((await root.post("/admin/let-in", { csrf, call, account })).status).toBe(403);
  expect((await bob.get(`/calls/${call}`)).status).toBe(403);

  expect(await root.submit("/admin", "/admin/let-in")).toMatchObject({ location: "/admin?notice=let-in" });
  expect((await root.get("/admin")).text).not.toContain("/admin/let-in");
  expect((await bob.get(`/calls/${call}`)).status).toBe(200);
  await site.sockets.join(socketPath(call), bob.upgradeHeaders());
});

test("an admin closes a call for everybody and for good", async () => {
  const site = await openSite();
  const [root, ada] = [await site.member("Root", "admin"), await site.member("Ada")];
  const call = await ada.newCall();
  const inCall = await site.sockets.join(socketPath(call), ada.upgradeHeaders());
  expect(await act(root, "/admin/close", { call })).toBe(303);
  expect(await inCall.closed).toMatchObject({ reason: "room_closed" });
  expect((await ada.get(`/calls/${call}`)).status).toBe(410);
});

test("a blocked account is out of everything at once, until it is unblocked", async () => {
  const site = await openSite();
  const [root, ada] = [await site.member("Root", "admin"), await site.member("Ada")];
  const call = await ada.newCall();
  const inCall = await site.sockets.join(socketPath(call), ada.upgradeHeaders());
  const account = await idOf(site, "Ada");
  expect(await act(root, "/admin/block", { account, blocked: "yes" })).toBe(303);
  await inCall.closed;
  expect(await ada.get("/")).toMatchObject({ location: "/log-in" });
  expect((await ada.logIn("Ada", "six green umbrellas")).status).toBe(422);
  expect((await root.get("/admin")).text).toContain("Blocked");
  expect(await act(root, "/admin/block", { account, blocked: "no" })).toBe(303);
  expect((await ada.logIn("Ada", "six green umbrellas")).status).toBe(303);
});

test("an admin cannot lock themselves out, and what is not there cannot be touched", async () => {
  const site = await openSite();
  const root = await site.member("Root", "admin");
  const call = await root.newCall();
  const account = await idOf(site, "Root");
  expect(await act(root, "/admin/block", { account, blocked: "yes" })).toBe(422);
  expect(await act(root, "/admin/kick", { account, call })).toBe(422);
  const nobody = "00000000-0000-4000-8000-000000000000";
  expect(await act(root, "/admin/block", { account: nobody, blocked: "yes" })).toBe(404);
  expect(await act(root, "/admin/block", { account: "'; drop table accounts", blocked: "yes" })).toBe(404);
  expect(await act(root, "/admin/kick", { account: nobody, call })).toBe(404);
  expect(await act(root, "/admin/let-in", { account: nobody, call })).toBe(404);
  expect(await act(root, "/admin/let-in", { account, call: "nowhere" })).toBe(404);
  expect(await act(root, "/admin/close", { call: "nowhere" })).toBe(404);
});

test("whoever is logged in is led from the registration to their calls, but not with a set-up link", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  expect(await ada.get("/register?next=/admin")).toMatchObject({ status: 303, location: "/" });
  expect((await ada.get(site.app.setupUrlPath ?? "")).status).toBe(200);
});
