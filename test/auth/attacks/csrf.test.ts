import { expect, test } from "vitest";

import { csrfToken } from "../../../examples/auth/src/sessions/csrf.ts";
import { openKeyRing } from "../../../examples/auth/src/sessions/key-ring.ts";
import { PASSWORD } from "../web/site.ts";
import { ORIGIN, OWN_PAGE, type Visitor } from "../web/visitor.ts";
import { csrfOf, idOf, join, openTarget, snapshot, type Target } from "./target.ts";

/** Somebody is logged in as an admin, in a call, with every form of the site open, and follows a link to another site. */
async function openVictim(): Promise<Victim> {
  const site = await openTarget();
  const victim = await site.member("Root", "admin");
  const ben = await site.member("Ben");
  const call = await victim.newCall();
  await join(site, ben, call);
  const visitor = site.visitor();
  await visitor.get("/log-in");
  victim.cookies.set("__Host-visitor", visitor.cookies.get("__Host-visitor") ?? "");
  const account = await idOf(site, "Ben");
  const own = await csrfOf(victim);
  const early = await csrfOf(visitor, "/log-in", "/log-in");
  const mallory = { name: "Mallory", password: PASSWORD, again: PASSWORD };
  return {
    site,
    victim,
    own,
    eve: await csrfOf(await site.member("Eve")),
    forms: [
      { action: "/log-in", csrf: early, fields: { name: "Eve", password: PASSWORD } },
      { action: "/register", csrf: early, fields: mallory },
      { action: "/log-out", csrf: own, fields: {} },
      { action: "/calls", csrf: own, fields: {} },
      { action: `/calls/${call}/close`, csrf: own, fields: {} },
      { action: "/session/renew", csrf: own, fields: { call } },
      { action: "/admin/kick", csrf: own, fields: { call, account } },
      { action: "/admin/let-in", csrf: own, fields: { call, account } },
      { action: "/admin/close", csrf: own, fields: { call } },
      { action: "/admin/block", csrf: own, fields: { account, blocked: "yes" } },
    ],
  };
}

interface Victim {
  readonly site: Target;
  readonly victim: Visitor;
  readonly forms: readonly Form[];
  /** A token of the victim's session. */
  readonly own: string;
  /** A token of somebody else's session. */
  readonly eve: string;
}

interface Form {
  readonly action: string;
  /** A good token for it. */
  readonly csrf: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Sends each form in some bad way, and looks that it is refused and that nothing has changed. */
async function refuseAll(
  send: (form: Form, victim: Visitor, open: Victim) => ReturnType<Visitor["send"]>,
): Promise<void> {
  const open = await openVictim();
  const { site, victim, forms } = open;
  const before = await snapshot(site);
  for (const form of forms) {
    const cookies = new Map(victim.cookies);
    const { status, headers, text } = await send(form, victim, open);
    expect([form.action, status]).toEqual([form.action, 403]);
    expect([headers.getSetCookie(), /eyJ[\w-]+\.eyJ/.test(text)]).toEqual([[], false]);
    expect(victim.cookies).toEqual(cookies);
  }
  expect(await snapshot(site)).toEqual(before);
  expect((await victim.get("/admin")).text).toContain("Ben");
}

test("each form does what it does, if a page of the site sends it", async () => {
  const { victim, forms } = await openVictim();
  const statuses = [];
  // the one that logs out comes last
  for (const { action, csrf, fields } of forms.slice(3)) {
    statuses.push((await victim.post(action, { csrf, ...fields })).status);
  }
  expect(statuses).toEqual([303, 303, 400, 303, 303, 303, 303]);
  expect((await victim.post("/log-out", { csrf: forms[2]?.csrf ?? "" })).status).toBe(303);
});

test.for([
  ["says so with both headers", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
  ["says so with Origin alone", { origin: "https://evil.example" }],
  ["says so with Sec-Fetch-Site alone", { "sec-fetch-site": "cross-site" }],
  ["is a sub-domain", { origin: "https://evil.calls.example", "sec-fetch-site": "same-site" }],
  ["is a sub-domain, in a browser without Fetch Metadata", { origin: "https://evil.calls.example" }],
  ["is on another port", { origin: `${ORIGIN}:8443`, "sec-fetch-site": "same-site" }],
  ["is this host over plain HTTP", { origin: "http://calls.example", "sec-fetch-site": "cross-site" }],
  ["is this host over plain HTTP, in a browser without Fetch Metadata", { origin: "http://calls.example" }],
  ["is sandboxed", { origin: "null" }],
  ["is sandboxed, and says otherwise", { origin: "null", "sec-fetch-site": "same-origin" }],
  ["says that its user has typed it", { origin: ORIGIN, "sec-fetch-site": "none" }],
  ["says what browsers do not", { origin: ORIGIN, "sec-fetch-site": "Same-Origin" }],
  ["contradicts itself", { origin: "https://evil.example", "sec-fetch-site": "same-origin" }],
  ["has two origins", { origin: `${ORIGIN}, https://evil.example` }],
  ["says nothing", {}],
  ["sends its own address as a Referer", { referer: `${ORIGIN}/` }],
] as const)("a page that %s cannot send any form, even with a good token", async ([, headers]) => {
  await refuseAll(({ action, csrf, fields }, victim) => victim.post(action, { csrf, ...fields }, { ...headers }));
});

test.for([
  ["no token", () => ({})],
  ["an empty token", () => ({ csrf: "" })],
  ["a token of the same shape", () => ({ csrf: `${"a".repeat(12)}.${"a".repeat(22)}.${"a".repeat(43)}` })],
  [
    "a token with a key's name that every object has",
    () => ({ csrf: `__proto__.${"a".repeat(22)}.${"a".repeat(43)}` }),
  ],
  ["a good token cut short", ({ csrf }: Form) => ({ csrf: csrf.slice(0, -1) })],
  [
    "a good token with another nonce",
    ({ csrf }: Form) => ({ csrf: csrf.replace(/\.[\w-]{22}\./, `.${"a".repeat(22)}.`) }),
  ],
  [
    "a good token in a field of another name",
    ({ csrf }: Form) => ({ CSRF: csrf, "csrf[]": csrf, "x-csrf-token": csrf }),
  ],
] as const)("%s is not enough for any form", async ([, fieldsOf]) => {
  await refuseAll((form, victim) => victim.post(form.action, { ...form.fields, ...fieldsOf(form) }));
});

test("a token of another session is good for no form", async () => {
  await refuseAll(({ action, fields }, victim, { eve }) => victim.post(action, { csrf: eve, ...fields }));
});

test("a token of another visitor is good for no form", async () => {
  await refuseAll(async ({ action, fields }, victim, { site }) =>
    victim.post(action, { csrf: await csrfOf(site.visitor(), "/log-in", "/log-in"), ...fields }),
  );
});

test("the token from before the log-in is good for no form of the session, and the session's for none from before", async () => {
  await refuseAll(({ action, fields }, victim, { site, own }) => {
    const isEarly = ["/log-in", "/register"].includes(action);
    const early = csrfToken(site.keys, victim.cookies.get("__Host-visitor") ?? "");
    return victim.post(action, { csrf: isEarly ? own : early, ...fields });
  });
});

test("a token that was made with the keys of another site is good for no form", async () => {
  const foreign = await openKeyRing(null);
  await refuseAll(({ action, fields }, victim) => {
    const csrf = csrfToken(foreign, victim.cookies.get("__Host-visitor") ?? "");
    return victim.post(action, { csrf, ...fields });
  });
});

test.for(["text/plain", "multipart/form-data; boundary=x", "application/json", ""])(
  "a form sent as %j changes nothing, though the token stands in it",
  async (type) => {
    await refuseAll(({ action, csrf, fields }, victim) =>
      victim.post(action, { csrf, ...fields }, { ...OWN_PAGE, "content-type": type }),
    );
  },
);

test("no link and no image does what a form does: nothing changes by GET or HEAD", async () => {
  const { site, victim, forms } = await openVictim();
  const before = await snapshot(site);
  for (const { action, csrf, fields } of forms) {
    for (const method of ["GET", "HEAD"]) {
      const query = new URLSearchParams({ csrf, ...fields }).toString();
      await victim.send(`${action}?${query}`, { method, headers: OWN_PAGE });
    }
  }
  expect(await snapshot(site)).toEqual(before);
});

test("no header and no field makes another method of a POST or a GET", async () => {
  const { site, victim, forms } = await openVictim();
  const before = await snapshot(site);
  for (const { action, csrf, fields } of forms) {
    const query = new URLSearchParams({ csrf, ...fields, _method: "POST" }).toString();
    const headers = { ...OWN_PAGE, "x-http-method-override": "POST", "x-method-override": "POST" };
    await victim.send(`${action}?${query}`, { headers });
    await victim.send(`${action}?${query}`, { method: "PUT", headers });
  }
  expect(await snapshot(site)).toEqual(before);
});

test("a page of another site gets no join token: the renewal is refused without its header, and nobody else may read it", async () => {
  const { victim, forms } = await openVictim();
  const { csrf = "", fields = {} } = forms.find(({ action }) => action === "/session/renew") ?? {};
  const body = JSON.stringify(fields);
  const send = (headers: Record<string, string>): ReturnType<Visitor["send"]> =>
    victim.send("/session/renew", { method: "POST", headers, body });
  expect((await send({ ...OWN_PAGE, "content-type": "application/json" })).status).toBe(403);
  expect((await send({ ...OWN_PAGE, "content-type": "text/plain" })).status).toBe(403);
  expect((await send({ origin: "https://evil.example", "x-csrf-token": csrf })).status).toBe(403);
  const { status, headers } = await send({ ...OWN_PAGE, "x-csrf-token": csrf });
  expect(status).toBe(200);
  expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  const preflight = { origin: "https://evil.example", "access-control-request-method": "POST" };
  const asked = await victim.send("/session/renew", { method: "OPTIONS", headers: preflight });
  expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([405, null]);
});
