import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { PASSWORD } from "../web/site.ts";
import { type Answer, hiddenFields, type Visitor } from "../web/visitor.ts";
import { inTime } from "./in-time.ts";
import { GUESS, knock, openTarget, type Target } from "./target.ts";

// the throttle's clock; whatever a database waits for goes on
beforeEach(() => void vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

interface LogIn {
  readonly name?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One form for many guesses, as no attacker opens a page for each. */
async function guesser(site: Target, address?: string): Promise<(log: LogIn) => Promise<Answer>> {
  const browser = site.visitor(address);
  const form = hiddenFields((await browser.get("/log-in")).text, "/log-in");
  return ({ name = "Ada", password = GUESS, headers = {} }) =>
    browser.post("/log-in", { ...form, name, password }, { origin: "https://calls.example", ...headers });
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** How many passwords were looked at: a guess that is answered without that tells nothing. */
function verified({ hasher }: Target): number {
  return hasher.takeCounts().verifications;
}

async function openGuessed(options?: Parameters<typeof openTarget>[0]): Promise<Target> {
  const site = await openTarget(options);
  await site.accounts.create({ name: "Ada", password: PASSWORD });
  return site;
}

test("300 guesses at once on one account from one address are a handful", async () => {
  const site = await openGuessed();
  const guess = await guesser(site);
  const answers = await inTime(...times(300, () => guess({})));
  expect(verified(site)).toBeLessThanOrEqual(6);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(290);
  for (const { headers } of refused) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
});

test("300 guesses at once on one account from 300 addresses are a handful, too", async () => {
  const site = await openGuessed();
  const guessers = await Promise.all(times(300, () => guesser(site)));
  await inTime(...guessers.map((guess) => guess({})));
  expect(verified(site)).toBeLessThanOrEqual(6);
});

test("guessing for an hour on one account is no more than a guess in ten seconds, from however many addresses", async () => {
  const site = await openGuessed();
  for (let minute = 0; minute < 60; minute++) {
    const guess = await guesser(site);
    await inTime(...times(5, () => guess({})));
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(verified(site)).toBeLessThanOrEqual(60 * 6 + 6);
});

test("one address that guesses on is blocked, on that account and at last on all", async () => {
  const site = await openGuessed();
  const guess = await guesser(site);
  for (let index = 0; index < 14; index++)
    await inTime(
      guess({}),
      vi.advanceTimersByTimeAsync(10_000).then(() => guess({})),
    );
  const { status, headers } = (await inTime(guess({ password: PASSWORD })))[0] ?? {};
  expect([status, Number(headers?.get("retry-after")) > 60]).toEqual([429, true]);
});

test("one who tries one password on 300 accounts gets no further than some twenty of them", async () => {
  const site = await openGuessed();
  const guess = await guesser(site);
  await inTime(...times(300, (index) => guess({ name: `Account ${index}` })));
  expect(verified(site)).toBeLessThanOrEqual(25);
});

test("an account of one's own does not wipe the slate between two guesses", async () => {
  const site = await openGuessed();
  await site.accounts.create({ name: "Eve", password: PASSWORD });
  const guess = await guesser(site);
  const statuses: number[] = [];
  for (let index = 0; index < 40; index++) {
    const answers = await inTime(guess({ name: `Account ${index}` }), guess({ name: "Eve", password: PASSWORD }));
    statuses.push(...answers.map(({ status }) => status));
  }
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(5);
});

test("another spelling that the site takes for the same name is no other account to guess on", async () => {
  const site = await openTarget();
  await site.accounts.create({ name: "Ada Strau\u00df", password: PASSWORD });
  const names = ["Ada Strau\u00df", "ADA STRAUSS", "ada strauss", "Ada  Strau\u00df", "Ada   Strauss"];
  expect((await site.visitor().logIn(names[4] ?? "", PASSWORD)).status).toBe(303);
  verified(site);
  const guessers = await Promise.all(times(60, () => guesser(site)));
  await inTime(...guessers.map((guess, index) => guess({ name: names[index % names.length] ?? "" })));
  expect(verified(site)).toBeLessThanOrEqual(6);
});

test.for([
  ["case", ["Ada", "ada", "ADA", "aDa", "AdA", "adA"]],
  ["width", ["Ada", "\uff21da", "\uff21\uff24\uff21", "A\uff44a", "Ad\uff41"]],
  ["spaces", ["Ada", " Ada", "Ada ", "  Ada  ", "\tAda", "Ada\n"]],
] as const)("another %s of the name is no other account to guess on", async ([, names]) => {
  const site = await openGuessed();
  const guessers = await Promise.all(times(60, () => guesser(site)));
  await inTime(...guessers.map((guess, index) => guess({ name: names[index % names.length] ?? "" })));
  expect(verified(site)).toBeLessThanOrEqual(6);
});

test("an address of one's own choice in X-Forwarded-For and its like is not believed without a proxy", async () => {
  const site = await openGuessed({ proxies: 0 });
  const guess = await guesser(site);
  const spoofed = (index: number): LogIn => {
    const address = `203.0.113.${index}`;
    const headers = {
      "x-forwarded-for": address,
      "x-real-ip": address,
      forwarded: `for=${address}`,
      "cf-connecting-ip": address,
      "true-client-ip": address,
      "x-client-ip": address,
    };
    return { name: `Account ${index}`, headers };
  };
  await inTime(...times(200, (index) => guess(spoofed(index))));
  expect(verified(site)).toBeLessThanOrEqual(25);
});

test.for([
  ["before the true one", (index: number) => `203.0.113.${index}, 198.51.100.7`],
  ["many before the true one", (index: number) => `1.1.1.1, 2.2.2.2, 203.0.113.${index}, 198.51.100.7`],
  ["with a port", (index: number) => `203.0.113.${index}:80, 198.51.100.7:${1000 + index}`],
  ["that is none before the true one", (index: number) => `<script>${index}, 198.51.100.7`],
  ["with spaces", (index: number) => `203.0.113.${index} ,${" ".repeat(index)}198.51.100.7`],
] as const)(
  "an address of one's own choice in X-Forwarded-For, %s, is not believed behind a proxy",
  async ([, header]) => {
    const site = await openGuessed({ proxies: 1 });
    const guess = await guesser(site, "192.0.2.200");
    await inTime(
      ...times(200, (index) => guess({ name: `Account ${index}`, headers: { "x-forwarded-for": header(index) } })),
    );
    expect(verified(site)).toBeLessThanOrEqual(25);
  },
);

test("behind a proxy, those with other addresses do not pay for one who guesses", async () => {
  const site = await openGuessed({ proxies: 1 });
  const guess = await guesser(site, "192.0.2.200");
  const from = (address: string): NonNullable<LogIn["headers"]> => ({ "x-forwarded-for": address });
  await inTime(...times(100, (index) => guess({ name: `Account ${index}`, headers: from("198.51.100.7") })));
  const [answer] = await inTime(guess({ password: PASSWORD, headers: from("198.51.100.8") }));
  expect(answer?.status).toBe(303);
});

test("the addresses of one IPv6 network are one address", async () => {
  const site = await openGuessed();
  const guessers = await Promise.all(
    times(200, (index) => guesser(site, `2001:db8:0:1:${index.toString(16)}::${index}`)),
  );
  await inTime(...guessers.map((guess, index) => guess({ name: `Account ${index}` })));
  expect(verified(site)).toBeLessThanOrEqual(25);
});

test("an IPv4 address that is written as an IPv6 one is no other address", async () => {
  const site = await openGuessed();
  const spellings = ["198.51.100.7", "::ffff:198.51.100.7", "::FFFF:c633:6407", "64:ff9b::198.51.100.7"];
  const guessers = await Promise.all(times(200, (index) => guesser(site, spellings[index % spellings.length])));
  await inTime(...guessers.map((guess, index) => guess({ name: `Account ${index}` })));
  expect(verified(site)).toBeLessThanOrEqual(25);
});

test("guesses that are too long, empty or missing are guesses, too", async () => {
  const site = await openGuessed();
  const guess = await guesser(site);
  const passwords = ["", "x", "x".repeat(5_000), "\0", GUESS];
  await inTime(...times(100, (index) => guess({ password: passwords[index % passwords.length] ?? "" })));
  expect(verified(site)).toBeLessThanOrEqual(6);
});

test("whoever guesses cannot lock an account's owner out: the owner comes in from elsewhere as soon as the guessing stops", async () => {
  const site = await openGuessed();
  const guessers = await Promise.all(times(50, () => guesser(site)));
  for (let round = 0; round < 5; round++) await inTime(...guessers.map((guess) => guess({})));
  await vi.advanceTimersByTimeAsync(10_000);
  const [answer] = await inTime((await guesser(site))({ password: PASSWORD }));
  expect(answer?.status).toBe(303);
});

test("one address cannot flood the site with accounts", async () => {
  const site = await openTarget();
  const eve = site.visitor();
  const form = hiddenFields((await eve.get("/register")).text, "/register");
  const fields = { ...form, password: PASSWORD, again: PASSWORD };
  const flood = (round: number): Promise<Answer>[] =>
    times(50, (index) => eve.post("/register", { ...fields, name: `Eve ${round} ${index}` }));
  const [first] = [await inTime(...flood(0))];
  expect(first?.filter(({ status }) => status === 303).length).toBeLessThanOrEqual(12);
  expect(site.hasher.takeCounts().hashes).toBeLessThanOrEqual(12);
  for (let round = 1; round < 30; round++) {
    await inTime(...flood(round).slice(0, 5));
    await vi.advanceTimersByTimeAsync(100_000);
  }
  expect((await site.accounts.list()).length).toBeLessThanOrEqual(31);
});

test("one address cannot try cookies on the upgrade for long", async () => {
  const site = await openGuessed();
  const call = (await site.calls.create((await site.accounts.list())[0]?.id ?? "")).name;
  const eve = site.visitor();
  const tried = await inTime(
    ...times(300, (index) => {
      eve.cookies.set("__Host-session", `eyJhbGciOiJIUzI1NiJ9.e30.${index}`);
      return knock(site, { ...eve.upgradeHeaders(), "x-forwarded-for": `203.0.113.${index % 250}` }, call);
    }),
  );
  expect(tried.filter((said) => said.startsWith("401")).length).toBeLessThanOrEqual(25);
  expect(tried.filter((said) => said.startsWith("429")).length).toBeGreaterThanOrEqual(275);
});

test("who comes in the same moment as a flood of bad cookies, from another address, comes in", async () => {
  const site = await openTarget({ proxies: 1 });
  const ada: Visitor = await site.member("Ada");
  const call = await ada.newCall();
  const eve = site.visitor();
  eve.cookies.set("__Host-session", "junk");
  const flood = times(300, () => knock(site, { ...eve.upgradeHeaders(), "x-forwarded-for": "203.0.113.1" }, call));
  const [said] = await inTime(
    knock(site, { ...ada.upgradeHeaders(), "x-forwarded-for": "203.0.113.2" }, call),
    ...flood,
  );
  expect(said).toBe("in");
});
