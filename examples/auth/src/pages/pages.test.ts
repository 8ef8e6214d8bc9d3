import { expect, test } from "vitest";

import { adminPage } from "./admin-page.ts";
import type { Assets } from "./assets.ts";
import { callPage } from "./call-page.ts";
import { homePage } from "./home-page.ts";
import { layout, type Page } from "./layout.ts";
import { logInPage } from "./log-in-page.ts";
import { durationInWords } from "./message-page.ts";
import { registerPage } from "./register-page.ts";

const ASSETS: Assets = {
  icon: "/assets/icon.svg",
  pageStyles: "/assets/pages.css",
  callStyles: "/assets/call.css",
  callScript: "/assets/main.js",
};

/** It ends a text, an attribute of either kind, and a comment. */
const NAME = `"'><script>alert(1)</script><!--&lt;`;
const ESCAPED = "&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!--&amp;lt;";

const ACCOUNT = { id: NAME, name: NAME, role: "admin", isBlocked: true } as const;
const BAN = { call: NAME, accountId: NAME, name: NAME };
const PAGES: Readonly<Record<string, Page>> = {
  "log-in": logInPage({ csrf: NAME, next: NAME, name: NAME, isWrong: true, isOpen: true }),
  registration: registerPage({ csrf: NAME, next: NAME, setup: NAME, name: NAME, problems: { name: NAME } }),
  home: homePage({ csrf: NAME, name: NAME, calls: [{ name: NAME, createdAt: 0, people: 1 }] }),
  admin: adminPage({
    csrf: NAME,
    ownId: "",
    liveCalls: [{ name: NAME, members: [{ accountId: NAME, name: NAME }], bans: [BAN] }],
    otherBans: [BAN],
    accounts: [ACCOUNT],
    notice: null,
  }),
};

async function render(page: Page): Promise<string> {
  return String(await layout({ assets: ASSETS, user: { account: ACCOUNT, csrf: NAME } }, page));
}

test.for(Object.entries(PAGES))(
  "whatever somebody is called is text on the page for %s, and nothing else",
  async ([, page]) => {
    const text = await render(page);
    expect(text).toContain(ESCAPED);
    expect(text).not.toContain("<script");
    expect(text).not.toContain(NAME.slice(0, 3));
    // what stands in quotes ends where it should
    expect(text.match(/<input[^>]*value="[^"]*&quot;[^"]*"/g)?.length).toBeGreaterThan(0);
  },
);

test("whatever somebody is called is an attribute of the call's page", async () => {
  const text = String(await callPage({ assets: ASSETS, csrf: "token", accountName: NAME }));
  expect(text).toContain(`<meta name="account-name" content="${ESCAPED}" />`);
  expect(text.match(/<script/g)).toHaveLength(1);
});

test("every field has a label, says what belongs there, and is described by its hint and its error", async () => {
  const text = await render(registerPage({ csrf: "", next: "/", setup: null, problems: { password: "Too short." } }));
  const inputs = [...text.matchAll(/<input\s+id="(\w+)"[^>]*>/g)];
  expect(inputs.map(([, id]) => id)).toEqual(["name", "password", "again"]);
  for (const [input, id] of inputs) {
    expect(text).toContain(`<label for="${id}">`);
    expect(input).toMatch(/autocomplete="(username|new-password)"/);
  }
  const [, password] = inputs;
  expect(password?.[0]).toContain('aria-describedby="password-hint password-error"');
  expect(password?.[0]).toContain('aria-invalid="true"');
  expect(text).toContain('<a href="#password">Password</a>');
});

test("without an error the first field has the focus, and with one the summary", async () => {
  const good = await render(registerPage({ csrf: "", next: "/", setup: null }));
  const bad = await render(registerPage({ csrf: "", next: "/", setup: null, problems: { name: "Too short." } }));
  for (const text of [good, bad]) expect(text.match(/autofocus/g)).toHaveLength(1);
  expect(good).toMatch(/<input\s+id="name"[^>]*autofocus/);
  expect(bad).toContain('<div class="summary" role="alert" tabindex="-1" autofocus>');
});

test.for([
  [1, "a second"],
  [1001, "2 seconds"],
  [59_000, "59 seconds"],
  [60_000, "a minute"],
  [60_001, "2 minutes"],
  [3_600_000, "an hour"],
  [3_600_001, "2 hours"],
] as const)("%i ms to wait are %j", ([ms, words]) => {
  expect(durationInWords(ms)).toBe(words);
});
