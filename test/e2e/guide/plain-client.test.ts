import { resolve } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, join, launchBrowser, namesOn, newPerson, sees } from "../people.ts";
import { startServer } from "../server-process.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Joins with a client of membrane_webrtc_server's own kind. */
async function joinPlainly(origin: string): Promise<Page> {
  const person = await newPerson(browser);
  const credentials = encodeURIComponent(JSON.stringify({ username: "USERNAME", password: "PASSWORD" }));
  await person.addCookies([{ name: "credentials", value: credentials, url: origin, secure: true }]);
  await person.addInitScript({ path: resolve(import.meta.dirname, "../pages/plain-client.js") });
  const page = await person.newPage();
  // any document of this origin will do
  await page.goto(`${origin}/not/found`);
  await page.evaluate(`plainCall("/socket/room")`);
  await expect.poll(() => page.evaluate("plainHeard.includes('authenticated')")).toBe(true);
  return page;
}

test("a plain client that is there first calls the page that joins", async () => {
  await using server = await startServer();
  const plain = await joinPlainly(server.origin);
  const page = await join(await newPerson(browser), `${server.origin}/room`, "Ada");
  await Promise.all([sees(page, 1), sees(plain, 1)]);
  expect(await namesOn(page)).toEqual(["Guest", "Ada"]);
  expect(await plain.evaluate("plainHeard.includes('offer')")).toBe(false);
});

test("a plain client that joins is called by the page that is there", async () => {
  await using server = await startServer();
  const page = await join(await newPerson(browser), `${server.origin}/room`, "Ada");
  await announces(page, "You are in the call.");
  const plain = await joinPlainly(server.origin);
  await Promise.all([sees(page, 1), sees(plain, 1)]);
  await plain.close();
  await expect.poll(() => namesOn(page)).toEqual(["Ada"]);
});
