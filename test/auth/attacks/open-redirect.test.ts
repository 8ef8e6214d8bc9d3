import { expect, test } from "vitest";

import { PASSWORD } from "../web/site.ts";
import { hiddenFields, ORIGIN, type Visitor } from "../web/visitor.ts";
import { openTarget } from "./target.ts";

/** Places that look like a path of this site to some, and are another site's to a browser: or that once were, to one. */
const TRICKS = [
  "https://evil.example",
  "HTTPS://evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https:///evil.example",
  "//evil.example",
  "///evil.example",
  "////evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\\/evil.example",
  "//\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/\r/evil.example",
  "\t//evil.example",
  " //evil.example",
  "\u0000//evil.example",
  "/\u0000/evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/x/..//evil.example",
  "/%2e//evil.example",
  "/%2e%2e//evil.example",
  "/./\\evil.example",
  "/%2f/evil.example",
  "/%2fevil.example",
  "/%5cevil.example",
  "/%09/evil.example",
  "/%0d%0a/evil.example",
  "%2f%2fevil.example",
  "/%252f/evil.example",
  "/\u2215evil.example",
  "/\uff0fevil.example",
  "\uff0f\uff0fevil.example",
  "/\u2044/evil.example",
  "/\u3002/evil.example",
  "//evil\u3002example",
  "//calls.example@evil.example",
  "//calls.example:x@evil.example/",
  "@evil.example",
  "/@evil.example",
  ".evil.example",
  ":443@evil.example",
  "evil.example",
  "?x=//evil.example",
  "#//evil.example",
  "//[::1]",
  "//2130706433",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\nscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "blob:https://evil.example/x",
  "\u202e//evil.example",
  "/\u200b/evil.example",
  "/\ud800/evil.example",
  `/${"x".repeat(600)}`,
  "",
];

/** Resolves what a browser is told to go to, from wherever it is; whoever goes twice is at the same place. */
function expectHere(location: string | null): void {
  for (const from of [`${ORIGIN}/log-in`, `${ORIGIN}/log-in?next=x`, `${ORIGIN}/a/b/c`, `${ORIGIN}//evil.example/x`]) {
    const { origin, pathname, href } = new URL(location ?? "https://nowhere.example", from);
    expect([location, origin]).toEqual([location, ORIGIN]);
    expect(pathname).not.toMatch(/^\/[/\\]/);
    expect(new URL(pathname, href).origin).toBe(ORIGIN);
  }
  // what an old browser would have left out or turned round
  expect(location).not.toMatch(/^[^/]|^\/[/\\]|[\\\s]/);
}

async function openForm(browser: Visitor, page: string, action: string): Promise<Record<string, string>> {
  return hiddenFields((await browser.get(page)).text, action);
}

test(`after a log-in, none of ${TRICKS.length} tricks leads to another site, whether in the link or in the form`, async () => {
  const site = await openTarget();
  await site.accounts.create({ name: "Ada", password: PASSWORD });
  for (const next of TRICKS) {
    const credentials = { name: "Ada", password: PASSWORD };
    const page = `/log-in?${new URLSearchParams({ next }).toString()}`;
    const [one, other] = [site.visitor(), site.visitor()];
    const byLink = await one.post("/log-in", { ...(await openForm(one, page, "/log-in")), ...credentials });
    const byForm = await other.post("/log-in", {
      ...(await openForm(other, "/log-in", "/log-in")),
      ...credentials,
      next,
    });
    for (const { status, location } of [byLink, byForm]) {
      expect(status).toBe(303);
      expectHere(location);
    }
  }
});

test("whoever is logged in already is not sent on to another site, either", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  for (const next of TRICKS) {
    const { status, location } = await ada.get(`/log-in?${new URLSearchParams({ next }).toString()}`);
    expect(status).toBe(303);
    expectHere(location);
  }
});

test("the way by the registration ends on this site, with all its links", async () => {
  const site = await openTarget();
  for (const [index, next] of TRICKS.entries()) {
    const browser = site.visitor();
    const page = `/register?${new URLSearchParams({ next }).toString()}`;
    for (const start of [page, page.replace("/register", "/log-in")]) {
      const links = [...(await browser.get(start)).text.matchAll(/href="([^"]*)"/g)].map(([, link = ""]) => link);
      for (const link of links) expectHere(link.replaceAll("&amp;", "&"));
    }
    const made = await browser.register(`Ada ${index}`, PASSWORD, page);
    expectHere(made.location);
    const { location } = await browser.logIn(`Ada ${index}`, PASSWORD, made.location ?? "");
    expectHere(location);
  }
});

test.for(["/", "/admin", "/calls/kx3f-9m2q-7hwp-t4vn", "/calls/x?y=%2F%2Fz&a=b"])(
  "the honest %s is where it leads to",
  async (next) => {
    const site = await openTarget();
    const ada = await site.member("Ada");
    expect((await ada.get(`/log-in?${new URLSearchParams({ next }).toString()}`)).location).toBe(next);
  },
);

test("no redirect takes the host that a request was sent to, or a proxy's word for it, into its Location", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  for (const headers of [
    { "x-forwarded-host": "evil.example" },
    { host: "evil.example" },
    { forwarded: "host=evil.example;proto=http" },
    { "x-original-url": "//evil.example", "x-rewrite-url": "//evil.example" },
  ] as const) {
    for (const path of [
      "/",
      "/log-in?next=/admin",
      "/calls/KX3F9M2Q7HWPT4VN",
      "//evil.example/..",
      "/calls//evil.example",
    ]) {
      for (const browser of [ada, site.visitor()]) {
        const { location, text } = await browser.send(path, { headers: { ...headers } });
        if (location !== null) expectHere(location);
        expect(text).not.toContain("evil.example");
      }
    }
  }
});
