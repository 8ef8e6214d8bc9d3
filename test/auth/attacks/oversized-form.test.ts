import { expect, test } from "vitest";

import { PASSWORD } from "../web/site.ts";
import { hiddenFields, OWN_PAGE } from "../web/visitor.ts";
import { csrfOf, openTarget, snapshot } from "./target.ts";

const PATHS = ["/log-in", "/register", "/log-out", "/calls", "/session/renew", "/admin/block", "/nowhere"];

test("a form of more than 16 KiB is refused on every path, whatever it says of its length", async () => {
  const site = await openTarget();
  const root = await site.member("Root", "admin");
  const csrf = await csrfOf(root);
  const before = await snapshot(site);
  for (const path of PATHS) {
    for (const length of [
      {},
      { "content-length": "10" },
      { "content-length": "0" },
      { "transfer-encoding": "chunked" },
    ]) {
      const { status } = await root.post(path, { csrf, x: "x".repeat(16 * 1024) }, { ...OWN_PAGE, ...length });
      expect([path, status]).toEqual([path, 413]);
    }
  }
  expect(await snapshot(site)).toEqual(before);
  // it is bytes that count
  expect(
    (await root.send("/calls", { method: "POST", headers: OWN_PAGE, body: "\u{1f600}".repeat(4097) })).status,
  ).toBe(413);
});

test("as many fields as fit into a form, or one that fills it, are no trouble, and no way in", async () => {
  const site = await openTarget();
  await site.accounts.create({ name: "Ada", password: PASSWORD });
  const bodies = [
    "a=&".repeat(5_000),
    "&".repeat(16_000),
    `name=${"%41".repeat(5_000)}`,
    `password=${"%F0%9F%98%80".repeat(1_200)}`,
    "name=Ada&".repeat(1_500),
    "%".repeat(16_000),
    `name=${"\u0301".repeat(8_000)}`,
    `name=${"\ufdfa".repeat(5_000)}&password=x`,
  ];
  for (const body of bodies) {
    const browser = site.visitor();
    const { csrf = "" } = hiddenFields((await browser.get("/log-in")).text, "/log-in");
    for (const path of ["/log-in", "/register"]) {
      const headers = { ...OWN_PAGE, "content-type": "application/x-www-form-urlencoded" };
      const { status } = await browser.send(path, { method: "POST", headers, body: `csrf=${csrf}&${body}` });
      expect(status).toBe(422);
    }
  }
  expect(await site.accounts.list()).toHaveLength(1);
});

test("a password of very many characters costs no more than any other, and is no account's", async () => {
  const site = await openTarget();
  for (const password of ["x".repeat(7_000), "\ufdfa".repeat(500), "ab1".repeat(86)]) {
    expect((await site.visitor().register("Ada", password)).status).toBe(422);
  }
  expect(site.hasher.takeCounts()).toEqual({ hashes: 0, verifications: 0 });
  expect((await site.visitor().logIn("Ada", "x".repeat(15_000))).status).toBe(422);
});

test.for([
  ["very deep", `${"[".repeat(8_000)}${"]".repeat(8_000)}`],
  ["very deep, and not closed", '{"call":'.repeat(2_000)],
  ["a very long text", JSON.stringify({ call: "x".repeat(16_000) })],
  ["very many keys", `{${Array.from({ length: 1_000 }, (_, index) => `"k${index}":1`).join()},"call":"x"}`],
  ["one key twice", '{"call":"x","call":"kx3f-9m2q-7hwp-t4vn"}'],
  ["a prototype", '{"__proto__":{"call":"kx3f-9m2q-7hwp-t4vn"}}'],
  ["a list", '["call"]'],
  ["null", "null"],
  ["a number that is none", '{"call":1e99999}'],
  ["an object for a text", '{"call":{"toString":"x"}}'],
  ["half a character", '{"call":"\\ud800"}'],
  ["a NUL", '{"call":"\\u0000"}'],
  ["two texts", '{"call":"x"}{"call":"x"}'],
  ["a byte order mark", '\ufeff{"call":"x"}'],
  ["nothing", ""],
] as const)("JSON that is %s renews nothing, and hurts nobody", async ([, body]) => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const before = await snapshot(site);
  const headers = { ...OWN_PAGE, "content-type": "application/json", "x-csrf-token": await csrfOf(ada) };
  const { status, text } = await ada.send("/session/renew", { method: "POST", headers, body });
  expect([400, 404]).toContain(status);
  expect(JSON.parse(text)).toEqual({ error: expect.stringMatching(/^bad_request$|^no_such_call$/) });
  expect(await snapshot(site)).toEqual(before);
  expect(site.logged.join()).not.toContain("failed");
});

test.for([
  ["multipart/form-data; boundary=x", '--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n--x--\r\n'],
  ["multipart/form-data", "csrf=CSRF"],
  ["text/plain", "csrf=CSRF"],
  ["application/json", '{"csrf":"CSRF"}'],
  ["application/xml", "<csrf>CSRF</csrf>"],
  ["application/x-www-form-urlencodedx", "csrf=CSRF"],
  ["text/plain; application/x-www-form-urlencoded", "csrf=CSRF"],
  ["text/plain, application/x-www-form-urlencoded", "csrf=CSRF"],
  ["", "csrf=CSRF"],
] as const)("a form of the type %j is none", async ([type, template]) => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const csrf = await csrfOf(ada);
  const before = await snapshot(site);
  for (const path of ["/calls", "/log-out"]) {
    const sending = {
      method: "POST",
      headers: { ...OWN_PAGE, "content-type": type },
      body: template.replace("CSRF", csrf),
    };
    expect((await ada.send(path, sending)).status).toBe(403);
  }
  expect(await snapshot(site)).toEqual(before);
});
