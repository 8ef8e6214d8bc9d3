import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { newCaller, PATIENCE, press } from "../call/callers.ts";
import { findProblems } from "../find-problems.ts";
import { launchBrowser } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { logIn, makeCall, register, seesHeading, setupLink, startAuthServer, STILL } from "./users.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startAuthServer()]);
});
afterAll(async () => {
  await browser.close();
  expect(await server.stop("SIGTERM")).toBe(0);
  await server[Symbol.asyncDispose]();
});

test("without JavaScript everything works up to the call: setting up, registering, logging in, making a call, and the admin's part", async () => {
  const { origin } = server;
  const newPage = async (): Promise<Page> => (await newCaller(browser, { javaScriptEnabled: false })).newPage();

  const admin = await newPage();
  const link = setupLink(server);
  await register(admin, link, "Root");
  await logIn(admin, "Root");
  await seesHeading(admin, "Hello, Root");

  const page = await newPage();
  await register(page, `${origin}/register`, "Ada");
  await logIn(page, "Ada");
  await seesHeading(page, "Hello, Ada");
  const url = await makeCall({ page });
  await page.getByText("A video call needs JavaScript").waitFor(PATIENCE);
  await page.goto(origin);
  await page
    .locator(`a[href="${new URL(url).pathname}"]`)
    .first()
    .click();
  await page.waitForURL(url);

  await page.goto(origin);
  await press(page, "Log out");
  await page.getByText("You are logged out").waitFor(PATIENCE);
  await page.goto(url);
  await logIn(page, "Ada", "not the password");
  await page.getByText("The name or the password is wrong").waitFor(PATIENCE);
  // and still it knows where she wanted to go
  await logIn(page, "Ada");
  await page.waitForURL(url);
  await page.goto(origin);
  await press(page, /^Close .* for everybody$/);
  await page.getByText("You have no calls.").waitFor(PATIENCE);
  await page.goto(url);
  await seesHeading(page, "This call is closed");

  await admin.getByRole("link", { name: "Admin" }).click();
  await press(admin, "Block Ada");
  await admin.getByText("The account is blocked").waitFor(PATIENCE);
  await page.goto(origin);
  await logIn(page, "Ada");
  await page.getByText("The name or the password is wrong").waitFor(PATIENCE);
  await press(admin, "Unblock Ada");
  await admin.getByText("The account may log in again").waitFor(PATIENCE);
  await logIn(page, "Ada");
  await seesHeading(page, "Hello, Ada");

  // one admin was set up, and no other one is
  const late = await newPage();
  await late.goto(link);
  await seesHeading(late, "This link is not good any more");
});

test("axe-core finds nothing serious on the forms, with and without what is wrong with them, and on what refuses", async () => {
  const page = await (await newCaller(browser, STILL)).newPage();
  await page.goto(`${server.origin}/log-in`);
  expect(await findProblems(page)).toEqual([]);
  await logIn(page, "Ada", "not the password");
  await page.getByRole("alert").waitFor(PATIENCE);
  expect(await findProblems(page)).toEqual([]);
  await page.getByRole("link", { name: "Register" }).click();
  await seesHeading(page, "Register");
  expect(await findProblems(page)).toEqual([]);
  await page.getByLabel("Name").fill("A");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByLabel("Password, once more").fill("other");
  await press(page, "Register");
  await page.getByRole("alert").waitFor(PATIENCE);
  expect(await findProblems(page)).toEqual([]);
  await page.goto(`${server.origin}/nowhere`);
  expect(await findProblems(page)).toEqual([]);
});
