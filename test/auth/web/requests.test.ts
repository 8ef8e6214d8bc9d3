import { expect, test } from "vitest";

import { openSite, PASSWORD } from "./site.ts";
import { OWN_PAGE } from "./visitor.ts";

const PAGES = ["/", "/log-in", "/register", "/nowhere", "/admin", "/calls/kx3f-9m2q-7hwp-t4vn"];

test("every answer has the headers that keep other sites, scripts and caches out", async () => {
  const site = await openSite();
  const root = await site.member("Root", "admin");
  const call = await root.newCall();
  for (const browser of [site.visitor(), root]) {
    for (const path of [...PAGES, `/calls/${call}`]) {
      const { headers } = await browser.get(path);
      const policy = headers.get("content-security-policy")?.split("; ") ?? [];
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'"]),
      );
      expect(policy).toEqual(expect.arrayContaining(["base-uri 'none'", "frame-ancestors 'none'"]));
      expect(policy.join()).not.toMatch(/unsafe|\*|data:|https?:/);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=(self)");
    }
  }
});

test("no page has a script or a style of its own within it", async () => {
  const site = await openSite();
  const root = await site.member("Root", "admin");
  const call = await root.newCall();
  for (const path of [...PAGES, `/calls/${call}`]) {
    const { text } = await root.get(path);
    expect(text).not.toMatch(/<style|style=|<script(?! type="module" src="\/assets\/)|\son\w+=|javascript:/i);
  }
});

test("built files are served for ever, and nothing else of that folder's surroundings", async () => {
  const browser = (await openSite()).visitor();
  const { status, headers } = await browser.get("/assets/1-x.css");
  expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
  for (const path of [
    "/assets/../manifest.json",
    "/assets/%2e%2e/manifest.json",
    "/assets/..%2fmanifest.json",
    "/assets/",
  ]) {
    expect((await browser.get(path)).status).toBe(404);
  }
});

test.for(["PUT", "DELETE", "PATCH", "OPTIONS"])("%s is answered 405", async (method) => {
  const { status, headers } = await (await openSite()).visitor().send("/log-in", { method });
  expect([status, headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
});

test("HEAD is answered as GET is", async () => {
  const { status, text } = await (await openSite()).visitor().send("/log-in", { method: "HEAD" });
  expect([status, text]).toEqual([200, ""]);
});

test("a form of more than 16 KiB is answered 413, whatever it says of its length", async () => {
  const browser = (await openSite()).visitor();
  const huge = "x".repeat(16 * 1024 + 1);
  expect((await browser.post("/log-in", { huge })).status).toBe(413);
  expect((await browser.post("/log-in", { huge }, { ...OWN_PAGE, "content-length": "10" })).status).toBe(413);
});

test.for([
  ["from another site", { origin: "https://other.example", "sec-fetch-site": "cross-site" }],
  ["from another site in an old browser", { origin: "https://other.example" }],
  ["from a sandboxed page", { origin: "null" }],
  ["from nobody knows where", {}],
] as const)("a form %s changes nothing, even with a good token", async ([, headers]) => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const csrf = /name="csrf" value="([^"]+)"/.exec((await ada.get("/")).text)?.[1] ?? "";
  expect((await ada.post("/calls", { csrf }, { ...headers })).status).toBe(403);
  expect((await ada.post("/log-out", { csrf }, { ...headers })).status).toBe(403);
  expect((await ada.get("/")).text).toContain("You have no calls.");
});

test("a form with another session's token changes nothing, and neither does one without", async () => {
  const site = await openSite();
  const [ada, ben] = [await site.member("Ada"), await site.member("Ben")];
  const csrf = /name="csrf" value="([^"]+)"/.exec((await ben.get("/")).text)?.[1] ?? "";
  const forms = [{ csrf }, { csrf: "" }, {}, { csrf: "a.b.c" }];
  for (const fields of forms) {
    const { status, text } = await ada.post("/calls", { ...fields });
    expect([status, text.includes("This form is not good any more")]).toEqual([403, true]);
  }
  expect((await ada.get("/")).text).toContain("You have no calls.");
});

test("a log-in form is good in the browser that has opened it, and in no other", async () => {
  const site = await openSite();
  await site.member("Ada");
  const [one, other] = [site.visitor(), site.visitor()];
  const csrf = /name="csrf" value="([^"]+)"/.exec((await one.get("/log-in")).text)?.[1] ?? "";
  const fields = { csrf, name: "Ada", password: PASSWORD };
  await other.get("/log-in");
  expect((await other.post("/log-in", fields)).status).toBe(403);
  expect((await site.visitor().post("/log-in", fields)).status).toBe(403);
  expect((await one.post("/log-in", fields)).status).toBe(303);
});

test("a failure shows a page without a reason, and the log has it", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  await site.database.schema.alterTable("calls").renameTo("lost_calls").execute();
  try {
    const { status, text } = await ada.get("/");
    expect(status).toBe(500);
    expect(text).toContain("Something went wrong");
    expect(text).not.toMatch(/lost_calls|relation|select|\.ts/);
    expect(site.logged.join("")).toMatch(/relation .*calls/);
  } finally {
    await site.database.schema.alterTable("lost_calls").renameTo("calls").execute();
  }
});
