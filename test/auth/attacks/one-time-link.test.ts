import { expect, test, vi } from "vitest";

import { PASSWORD } from "../web/site.ts";
import { hiddenFields } from "../web/visitor.ts";
import { openTarget } from "./target.ts";

const FIELDS = { name: "Eve", password: PASSWORD, again: PASSWORD };

async function admins({ accounts }: Awaited<ReturnType<typeof openTarget>>): Promise<string[]> {
  return (await accounts.list()).filter(({ role }) => role === "admin").map(({ name }) => name);
}

test("the set-up link makes no second admin, however it is used again", async () => {
  const site = await openTarget();
  const link = site.app.setupUrlPath ?? "";
  const eve = site.visitor();
  // she has opened it before, and kept the form
  const form = hiddenFields((await eve.get(link)).text, "/register");
  expect((await site.visitor().register("Root", PASSWORD, link)).status).toBe(303);
  expect((await eve.get(link)).status).toBe(404);
  expect((await eve.post("/register", { ...form, ...FIELDS })).status).toBe(404);
  expect(await admins(site)).toEqual(["Root"]);
  expect((await site.accounts.list()).map(({ name }) => name)).toEqual(["Root"]);
});

test("ten who use the set-up link in the same moment make one admin", async () => {
  const site = await openTarget();
  const link = site.app.setupUrlPath ?? "";
  const visitors = Array.from({ length: 10 }, () => site.visitor());
  const forms = await Promise.all(
    visitors.map(async (browser) => hiddenFields((await browser.get(link)).text, "/register")),
  );
  const answers = await Promise.all(
    visitors.map((browser, index) => browser.post("/register", { ...forms[index], ...FIELDS, name: `Root ${index}` })),
  );
  expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([
    303,
    ...Array.from({ length: 9 }, () => 404),
  ]);
  expect(await admins(site)).toHaveLength(1);
  expect(await site.accounts.list()).toHaveLength(1);
});

test("a set-up link that nobody has used is worth nothing once there is an admin", async () => {
  const site = await openTarget();
  const link = site.app.setupUrlPath ?? "";
  const eve = site.visitor();
  const form = hiddenFields((await eve.get(link)).text, "/register");
  await site.accounts.create({ name: "Root", password: PASSWORD, role: "admin" });
  expect((await eve.get(link)).status).toBe(404);
  expect((await eve.post("/register", { ...form, ...FIELDS })).status).toBe(404);
  expect(await admins(site)).toEqual(["Root"]);
});

test("a set-up link is worth nothing after a day", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const site = await openTarget();
    const link = site.app.setupUrlPath ?? "";
    vi.advanceTimersByTime(24 * 60 * 60 * 1000);
    expect((await site.visitor().register("Eve", PASSWORD, link)).status).toBe(404);
    expect(await site.accounts.list()).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test("no set-up ticket can be guessed, cut short, or taken from another site, and guessing does not use up the true one", async () => {
  const site = await openTarget({ registration: "closed" });
  const link = site.app.setupUrlPath ?? "";
  const ticket = new URLSearchParams(link.split("?")[1]).get("setup") ?? "";
  expect(ticket).toMatch(/^[\w-]{43}$/);
  const elsewhere = await openTarget({ database: site.database });
  const foreign = new URLSearchParams(elsewhere.app.setupUrlPath?.split("?")[1]).get("setup") ?? "";
  const guesses = [
    "",
    "guess",
    ticket.slice(1),
    `${ticket}a`,
    ticket.toLowerCase(),
    ` ${ticket}`,
    `${ticket}\0`,
    foreign,
    "__proto__",
    "a".repeat(43),
  ];
  for (const setup of guesses) {
    const answer = await site
      .visitor()
      .register("Eve", PASSWORD, `/register?${new URLSearchParams({ setup }).toString()}`);
    expect([setup === ticket, answer.status]).toEqual([false, 404]);
  }
  expect(await site.accounts.list()).toEqual([]);
  expect((await site.visitor().register("Root", PASSWORD, link)).status).toBe(303);
});

test("a link that prefetchers and scanners open before its reader does is still good", async () => {
  const site = await openTarget();
  const link = site.app.setupUrlPath ?? "";
  for (const method of ["HEAD", "GET", "GET", "OPTIONS"]) await site.visitor().send(link, { method });
  expect((await site.visitor().register("Root", PASSWORD, link)).status).toBe(303);
  expect(await admins(site)).toEqual(["Root"]);
});

test("the link of an admin who has been blocked since makes no new admin", async () => {
  const site = await openTarget();
  const link = site.app.setupUrlPath ?? "";
  await site.visitor().register("Root", PASSWORD, link);
  const [root] = await site.accounts.list();
  await site.accounts.setBlocked(root?.id ?? "", true);
  expect((await site.visitor().register("Eve", PASSWORD, link)).status).toBe(404);
  expect(await admins(site)).toEqual(["Root"]);
});
