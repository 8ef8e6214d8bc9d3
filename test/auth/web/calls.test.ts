import type { TestClient } from "@parlor/server/testing";
import { expect, test, vi } from "vitest";

import { Calls } from "../../../examples/auth/src/calls/calls.ts";
import { openSite, type Site } from "./site.ts";
import { OWN_PAGE, socketPath, type Visitor } from "./visitor.ts";

function join({ sockets }: Site, browser: Visitor, call: string, tab?: string): Promise<TestClient> {
  return sockets.join(socketPath(call, tab), browser.upgradeHeaders());
}

async function refusal({ sockets }: Site, browser: Visitor, call: string): Promise<unknown> {
  const client = await sockets.connect(socketPath(call), browser.upgradeHeaders());
  if ("status" in client) return [client.status, client.body];
  return (await client.next()).data;
}

test("two who are logged in meet in a call, under their own names", async () => {
  const site = await openSite();
  const [ada, ben] = [await site.member("Ada"), await site.member("Ben")];
  const call = await ada.newCall();
  const adaInCall = await join(site, ada, call);
  await join(site, ben, call);
  const { data } = await adaInCall.expect("joined");
  expect(data).toMatchObject({ metadata: { name: "Ben", tab: expect.stringMatching(/^[\w-]{16}$/) } });
  expect((await ada.get("/")).text).toContain("2 people are in it now");
});

test("without a log-in there is no call, and without a call there is none either", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  expect(await refusal(site, site.visitor(), call)).toMatchObject([401, { code: "unauthorized" }]);
  expect(await refusal(site, ada, "kx3f-9m2q-7hwp-t4vn")).toMatchObject([404, { code: "no_such_room" }]);
  expect((await ada.get("/calls/kx3f-9m2q-7hwp-t4vn")).status).toBe(404);
  expect(await ada.get(`/calls/${call.toUpperCase()}`)).toMatchObject({ status: 302, location: `/calls/${call}` });
});

test("the same tab takes its own place, another tab and another account do not", async () => {
  const site = await openSite();
  const [ada, ben] = [await site.member("Ada"), await site.member("Ben")];
  const call = await ada.newCall();
  const first = await join(site, ada, call, "a");
  const other = await join(site, ada, call, "b");
  const guest = await join(site, ben, call, "a");
  const again = await join(site, ada, call, "a");
  expect(await first.closed).toMatchObject({ reason: "replaced" });
  expect(await site.app.parlor.rooms.get(call)?.members()).toHaveLength(3);
  for (const client of [other, guest, again]) await client.close();
});

test("six fit in, and a seventh is told so", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  for (const tab of ["a", "b", "c", "d", "e", "f"]) await join(site, ada, call, tab);
  const seventh = await site.sockets.connect(socketPath(call, "0"), ada.upgradeHeaders());
  if ("status" in seventh) throw new Error("refused too early");
  expect((await seventh.next()).data).toMatchObject({ code: "join_refused", details: "call_is_full" });
});

test("a database that is away for a moment ends no call, and puts off who wants to join", async () => {
  const site = await openSite();
  const [ada, ben] = [await site.member("Ada"), await site.member("Ben")];
  const call = await ada.newCall();
  const adaInCall = await join(site, ada, call);
  vi.spyOn(Calls.prototype, "isBanned").mockRejectedValueOnce(new Error("connection lost"));
  expect(await refusal(site, ben, call)).toMatchObject({ code: "room_busy", details: { after_ms: 5000 } });
  expect(site.logged.join("\n")).toContain("nobody can join");
  await join(site, ben, call);
  expect((await adaInCall.expect("joined")).data).toMatchObject({ metadata: { name: "Ben" } });
});

test("a log-out ends the sockets of that session, and no others of the same account", async () => {
  const site = await openSite();
  const phone = await site.member("Ada");
  const call = await phone.newCall();
  const laptop = site.visitor();
  await laptop.logIn("Ada", "six green umbrellas");
  const [phoneInCall, laptopInCall] = [await join(site, phone, call, "a"), await join(site, laptop, call, "b")];
  await phone.logOut();
  expect(await phoneInCall.closed).toMatchObject({ reason: "removed" });
  expect(phoneInCall.takeAll().at(-1)?.data).toMatchObject({ code: "removed", details: "logged_out" });
  await laptopInCall.expect("left");
  await laptopInCall.close();
});

test("a page renews its session, and its connection with it", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const inCall = await join(site, ada, call);
  const token = await renew(ada, call);
  inCall.say("authenticate", { token: token.body.token }, []);
  expect(await inCall.expect("token_accepted")).toMatchObject({ data: { token_expires_in_ms: expect.any(Number) } });
  inCall.say("authenticate", { token: "junk" }, []);
  expect((await inCall.expect("error")).data).toMatchObject({ code: "token_refused", details: "bad_token" });
});

test("a token is good for its own call alone", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const [one, other] = [await ada.newCall(), await ada.newCall()];
  const { body } = await renew(ada, other);
  const inCall = await join(site, ada, one);
  inCall.say("authenticate", { token: body.token }, []);
  expect((await inCall.expect("error")).data).toMatchObject({ code: "token_refused" });
});

test.for([
  ["without a call", 400, "bad_request", JSON.stringify({})],
  ["with no JSON", 400, "bad_request", "call"],
  ["for a call that is not there", 404, "no_such_call", JSON.stringify({ call: "kx3f-9m2q-7hwp-t4vn" })],
] as const)("a renewal %s is answered %i", async ([, status, error, body]) => {
  const ada = await (await openSite()).member("Ada");
  const headers = { ...OWN_PAGE, "content-type": "application/json", "x-csrf-token": await csrfOf(ada) };
  const answer = await ada.send("/session/renew", { method: "POST", headers, body });
  expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { error }]);
});

test("a renewal without a log-in is answered 401, and one without a CSRF token 403", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const sending = { method: "POST", headers: { ...OWN_PAGE }, body: JSON.stringify({ call }) };
  expect((await ada.send("/session/renew", sending)).status).toBe(403);
  expect((await site.visitor().send("/session/renew", sending)).status).toBe(401);
});

test("whose call it is can close it for everybody, and nobody else can", async () => {
  const site = await openSite();
  const [ada, ben] = [await site.member("Ada"), await site.member("Ben")];
  const call = await ada.newCall();
  await ben.newCall();
  const inCall = await join(site, ben, call);
  const csrf = await csrfOf(ben);
  expect((await ben.post(`/calls/${call}/close`, { csrf })).status).toBe(404);
  expect(await ada.submit("/", `/calls/${call}/close`)).toMatchObject({ status: 303 });
  expect(await inCall.closed).toMatchObject({ reason: "room_closed" });
  expect((await ben.get(`/calls/${call}`)).status).toBe(410);
  expect(await refusal(site, ben, call)).toMatchObject([404, { code: "no_such_room" }]);
});

async function csrfOf(browser: Visitor): Promise<string> {
  return /name="csrf" value="([^"]+)"/.exec((await browser.get("/")).text)?.[1] ?? "";
}

async function renew(browser: Visitor, call: string): Promise<{ status: number; body: { token: string } }> {
  const page = await browser.get(`/calls/${call}`);
  const csrf = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const headers = { ...OWN_PAGE, "content-type": "application/json", "x-csrf-token": csrf };
  const { status, text } = await browser.send("/session/renew", {
    method: "POST",
    headers,
    body: JSON.stringify({ call }),
  });
  return { status, body: JSON.parse(text) };
}
