import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { hasOnly, PATIENCE, press } from "../call/callers.ts";
import { findProblems } from "../find-problems.ts";
import { announces, launchBrowser, linksOf } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import {
  callOf,
  enterCall,
  logIn,
  makeCall,
  newUser,
  openAdminPage,
  seeEachOther,
  seesHeading,
  startServerWith,
  STILL,
  type User,
} from "./users.ts";

/** A name as it can be, and as no page should take it. */
const MALLORY = `<img src=x onerror="document.title=1">`;

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  const accounts = ["Ada", "Ben", "Cleo", MALLORY];
  [browser, server] = await Promise.all([launchBrowser(), startServerWith({ accounts })]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

/** Two accounts in a call of the first, who see each other. */
async function callOfTwo(
  one = "Ada",
  options: BrowserContextOptions = {},
): Promise<{ ada: User; ben: User; url: string }> {
  const [ada, ben] = await Promise.all([
    newUser(browser, server, one, options),
    newUser(browser, server, "Ben", options),
  ]);
  const url = await makeCall(ada);
  await Promise.all([enterCall(ada, url), enterCall(ben, url)]);
  await seeEachOther(ada, ben);
  return { ada, ben, url };
}

test("two accounts see and hear each other, under the names of their accounts, and what one writes the other reads", async () => {
  const { ada, ben } = await callOfTwo();
  for (const { page } of [ada, ben]) {
    await expect.poll(async () => (await linksOf(page)).map(({ hears }) => hears), PATIENCE).toEqual([true]);
  }
  await press(ben.page, "Chat");
  await ben.page.getByLabel("Message").fill("Good morning");
  await ben.page.keyboard.press("Enter");
  await announces(ada.page, "Ben writes: Good morning");
});

test("a name that is HTML is text: at the start, before the call, in it, in the chat and for the admin", async () => {
  const { ada: mallory, ben, url } = await callOfTwo(MALLORY);
  await press(mallory.page, "Chat");
  await mallory.page.getByLabel("Message").fill(MALLORY);
  await mallory.page.keyboard.press("Enter");
  await announces(ben.page, `${MALLORY} writes: ${MALLORY}`);
  await press(ben.page, /^Chat/);
  const [admin, start, lobby] = await Promise.all([
    openAdminPage(browser, server),
    mallory.window.newPage(),
    mallory.window.newPage(),
  ]);
  await Promise.all([start.goto(server.origin), lobby.goto(url)]);
  await start.getByText(`Hello, ${MALLORY}`).waitFor(PATIENCE);
  await lobby.getByText(`You join as ${MALLORY}`).waitFor(PATIENCE);
  await admin.getByRole("button", { name: `Kick ${MALLORY} out of ${callOf(url)}` }).waitFor(PATIENCE);
  for (const page of [mallory.page, ben.page, admin, start, lobby]) {
    expect(await page.locator("[src=x], [onerror]").count()).toBe(0);
    expect(await page.title()).toMatch(/ · Parlor$/);
  }
});

test("who logs out in one window is out of the call in the other, and the other side sees it", async () => {
  const { ada, ben, url } = await callOfTwo();
  const start = await ben.window.newPage();
  await start.goto(server.origin);
  await press(start, "Log out");
  await seesHeading(ben.page, "You are logged out");
  await hasOnly(ada.page);
  // the way back is the log-in, and leads to where one was
  await press(ben.page, "Log in");
  await ben.page.waitForURL("**/log-in?*");
  await logIn(ben.page, "Ben");
  await ben.page.waitForURL(url);
});

test("whom the admin kicks is told so, and comes back by no button, no reload, no socket and no new log-in", async () => {
  const { ada, ben, url } = await callOfTwo();
  const { page } = ben;
  await press(await openAdminPage(browser, server), `Kick Ben out of ${callOf(url)}`);
  await seesHeading(ben.page, "You were removed from this call");
  expect(await page.getByRole("button").count()).toBe(0);
  await hasOnly(ada.page);
  expect(await knock(page, url)).toContain("banned");
  await page.reload();
  await seesHeading(ben.page, "You were removed from this call");

  await press(page, "Log out");
  await logIn(page, "Ben");
  await seesHeading(ben.page, "Hello, Ben");
  await page.goto(url);
  await seesHeading(ben.page, "You were removed from this call");
  expect(await knock(page, url)).toContain("banned");

  // nobody else is meant by it, and no other call
  const cleo = await newUser(browser, server, "Cleo");
  await enterCall(cleo, url);
  await seeEachOther(ada, cleo);
  await page.goto(server.origin);
  await makeCall(ben);
});

/** What the server says to a page that opens the socket of a call by hand, until it is closed. */
function knock(page: Page, url: string): Promise<string> {
  return page.evaluate<string>(`new Promise((resolve) => {
    const path = "/socket/${callOf(url)}?key=" + "0".repeat(32);
    const socket = new WebSocket("wss://" + location.host + path, ["parlor.1"]);
    let heard = "";
    socket.onmessage = ({ data }) => (heard += data);
    socket.onclose = ({ reason }) => resolve(heard + reason);
  })`);
}

test("when the admin closes a call, it is over for everybody, and stays so", async () => {
  const { ada, ben, url } = await callOfTwo();
  await press(await openAdminPage(browser, server), `Close call ${callOf(url)} for everybody`);
  for (const user of [ada, ben]) {
    await seesHeading(user.page, "This call is closed");
    await user.page.goto(url);
    await seesHeading(user.page, "This call is closed");
    expect(await knock(user.page, url)).toMatch(/no_such_room|join_refused/);
  }
});

test("axe-core finds nothing serious at the start, before the call and after it, and on the admin's page", async () => {
  const { ada, ben, url } = await callOfTwo("Ada", STILL);
  const admin = await openAdminPage(browser, server, STILL);
  expect(await findProblems(admin)).toEqual([]);
  await press(admin, `Kick Ben out of ${callOf(url)}`);
  await seesHeading(ben.page, "You were removed from this call");
  expect(await findProblems(ben.page)).toEqual([]);
  await ben.page.reload();
  await seesHeading(ben.page, "You were removed from this call");
  expect(await findProblems(ben.page)).toEqual([]);
  await ada.page.goto(url);
  await ada.page.getByRole("button", { name: "Turn off the camera" }).waitFor(PATIENCE);
  expect(await findProblems(ada.page)).toEqual([]);
  await ada.page.goto(server.origin);
  await seesHeading(ada.page, "Hello, Ada");
  expect(await findProblems(ada.page)).toEqual([]);
});
