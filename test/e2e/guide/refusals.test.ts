import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, join, launchBrowser, newPerson, says } from "../people.ts";
import { startServer } from "../server-process.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("wrong credentials are said on the page, and the right ones let in", async () => {
  await using server = await startServer({ env: { PARLOR_USERNAME: "ada", PARLOR_PASSWORD: "näïve; password" } });
  const page = await join(await newPerson(browser), `${server.origin}/room`, "Ada");
  await says(page, "Wrong credentials");
  await says(page, "They are USERNAME and PASSWORD, unless");

  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password").fill("a guess");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Wrong again" }).waitFor();

  await page.getByLabel("Password").fill("näïve; password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await announces(page, "You are in the call.");
  expect(server.lines.filter((line) => line.includes("password") || line.includes("PASSWORD"))).toEqual([]);
});

test("a cookie that holds no credentials is said on the page", async () => {
  await using server = await startServer();
  const person = await newPerson(browser);
  await person.addCookies([{ name: "credentials", value: "null", url: server.origin, secure: true }]);
  const page = await join(person, `${server.origin}/room`, "Ada");
  await says(page, "Wrong credentials");
});

test("a room that does not exist is said on the page, which offers one that will", async () => {
  await using server = await startServer();
  const page = await join(await newPerson(browser), `${server.origin}/nowhere`, "Ada");
  await says(page, "There is no room called “nowhere”.");
  await page.getByRole("link", { name: "Open a room of your own" }).click();
  await page.waitForURL(/\/call-[0-9a-f]{8}$/);
  await page.getByRole("button", { name: "Join" }).click();
  await announces(page, "You are in the call.");
});
