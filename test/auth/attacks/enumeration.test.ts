import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { PASSWORD } from "../web/site.ts";
import { type Answer, hiddenFields, OWN_PAGE, type Visitor } from "../web/visitor.ts";
import { inTime } from "./in-time.ts";
import { csrfOf, GUESS, idOf, knock, openTarget, type Target } from "./target.ts";

// what makes one wait must be the same for all
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** All of an answer that somebody could learn from: without what is new each time anyway, and what was typed. */
function told({ status, headers, text, location }: Answer, ...typed: readonly string[]): unknown {
  const plain = (all: string): string =>
    typed
      .reduce((rest, one) => rest.replaceAll(one, "TYPED"), all)
      .replaceAll(/[\w-]{12}\.[\w-]{22}\.[\w-]{43}/g, "CSRF");
  const names = [...headers].map(([name, value]) => [
    name,
    name === "set-cookie" ? value.replace(/=[\w-]+;/, "=NEW;") : plain(value),
  ]);
  return { status, names, text: plain(text), location: location === null ? null : plain(location) };
}

async function openKnown(): Promise<Target> {
  const site = await openTarget();
  for (const name of ["Known", "Other", "Block"]) await site.accounts.create({ name, password: PASSWORD });
  await site.accounts.setBlocked(await idOf(site, "Block"), true);
  site.hasher.takeCounts();
  return site;
}

const LOG_INS = [
  ["an account that is there", "Known", GUESS],
  ["one that is not", "Nobod", GUESS],
  ["one that is blocked", "Block", GUESS],
  ["one that is blocked, with the right password", "Block", PASSWORD],
  ["a name that cannot be one", "\u202e\u202e\u202e\u202e\u202e", GUESS],
  ["a name that is an injection", "' -- ", GUESS],
  ["a password that cannot be one", "Known", "x"],
] as const;

test("no log-in that fails tells by its answer whether there is such an account, nor whether it is blocked", async () => {
  const site = await openKnown();
  const answers = [];
  for (const [, name, password] of LOG_INS) {
    const browser = site.visitor();
    const form = hiddenFields((await browser.get("/log-in")).text, "/log-in");
    const answer = await browser.post("/log-in", { ...form, name, password });
    const escaped = name.replaceAll("'", "&#39;");
    answers.push(told(answer, name, escaped));
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test.for(LOG_INS)("a log-in for %s costs one verification, and no hash", async ([, name, password]) => {
  const site = await openKnown();
  await site.visitor().logIn(name, password);
  expect(site.hasher.takeCounts()).toEqual({ hashes: 0, verifications: 1 });
});

test("how many queries a log-in makes does not tell whether there is such an account", async () => {
  const site = await openKnown();
  const queries: string[] = [];
  const { executeQuery } = Object.getPrototypeOf(site.database.getExecutor());
  const counting = vi.spyOn(Object.getPrototypeOf(site.database.getExecutor()), "executeQuery");
  counting.mockImplementation(function (this: unknown, ...args: unknown[]) {
    const [query] = args;
    if (typeof query === "object" && query !== null && "sql" in query) queries.push(String(query.sql));
    return Reflect.apply(executeQuery, this, args);
  });
  try {
    const asked = [];
    for (const [, name, password] of LOG_INS) {
      queries.length = 0;
      await site.visitor().logIn(name, password);
      asked.push([...queries]);
    }
    expect(asked[0]).toHaveLength(1);
    for (const one of asked) expect(one).toEqual(asked[0]);
  } finally {
    counting.mockRestore();
  }
});

test("being slowed down does not tell whether there is such an account: each waits for as long", async () => {
  const site = await openKnown();
  const waits = [];
  for (const name of ["Known", "Nobod", "Block"]) {
    const browser = site.visitor();
    const form = hiddenFields((await browser.get("/log-in")).text, "/log-in");
    const answers = [];
    for (let index = 0; index < 9; index++) {
      const before = performance.now();
      const [answer] = await inTime(browser.post("/log-in", { ...form, name, password: GUESS }));
      if (answer !== undefined) answers.push([performance.now() - before, told(answer, name)]);
    }
    waits.push(answers);
  }
  expect(waits[0]?.map(([ms]) => ms)).toEqual([0, 0, 0, 500, 1000, 2000, 0, 0, 0]);
  for (const one of waits) expect(one).toEqual(waits[0]);
});

test("a registration tells neither by its answer nor by its cost whether the name was free", async () => {
  const site = await openKnown();
  const answers = [];
  for (const name of ["Freed", "Known", "KNOWN", "Block", "\uff2bnown"]) {
    const browser = site.visitor();
    const form = hiddenFields((await browser.get("/register")).text, "/register");
    answers.push(told(await browser.post("/register", { ...form, name, password: PASSWORD, again: PASSWORD }), name));
    expect([name, site.hasher.takeCounts()]).toEqual([name, { hashes: 1, verifications: 0 }]);
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test("a registration that cannot be is refused in the same way for a name that is free and one that is not", async () => {
  const site = await openKnown();
  const answers = [];
  for (const name of ["Freed", "Known", "Block"]) {
    answers.push(told(await site.visitor().register(name, "short"), name));
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(site.hasher.takeCounts()).toEqual({ hashes: 0, verifications: 0 });
});

test("strangers are told the same of calls that are there, closed, or not there", async () => {
  const site = await openKnown();
  const owner = await idOf(site, "Known");
  const [open, closed] = [await site.calls.create(owner), await site.calls.create(owner)];
  await site.calls.close(closed.name);
  const answers = [];
  for (const name of [open.name, closed.name, "kx3f-9m2q-7hwp-t4vn"]) {
    const browser = site.visitor();
    const sending = { method: "POST", headers: OWN_PAGE, body: JSON.stringify({ call: name }) };
    answers.push([
      told(await browser.get(`/calls/${name}`), name),
      told(await browser.post(`/calls/${name}/close`, {}), name),
      told(await browser.send("/session/renew", sending), name),
      await knock(site, browser.upgradeHeaders(), name),
      await knock(site, { ...browser.upgradeHeaders(), cookie: "__Host-session=junk" }, name),
    ]);
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test("members are told the same of the calls of others and of those that are not there, when they want to close them", async () => {
  const site = await openKnown();
  const ada: Visitor = await site.member("Ada");
  const { name } = await site.calls.create(await idOf(site, "Known"));
  const csrf = await csrfOf(ada);
  const answers = [];
  for (const call of [name, "0000-0000-0000-0000", "junk"]) {
    answers.push(told(await ada.post(`/calls/${call}/close`, { csrf }), call));
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await site.calls.byName(name)).toMatchObject({ isClosed: false });
});

test("members and strangers are told of the admin's pages what they are told of pages that are not there", async () => {
  const site = await openKnown();
  for (const browser of [site.visitor(), await site.member("Ada")]) {
    const nowhere = told(await browser.get("/nowhere"));
    for (const path of ["/admin", "/admin/kick", "/admin/secret"])
      expect(told(await browser.get(path))).toEqual(nowhere);
  }
});
