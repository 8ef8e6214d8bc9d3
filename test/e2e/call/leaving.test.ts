import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, join, launchBrowser, launchBrowserProcess, sees } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import {
  callOfTwo,
  enter,
  hasOnly,
  namesOf,
  newCall,
  newCaller,
  PATIENCE,
  plays,
  press,
  startCallServer,
  tileOf,
  tilesOverTime,
} from "./callers.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("somebody who closes the tab is gone within two seconds", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  await ben.close();
  await expect.poll(() => namesOf(ada), { timeout: 2_000, interval: 50 }).toEqual([]);
  await announces(ada, "Ben has left.");
  await ada.getByRole("heading", { name: "Just you" }).waitFor();
});

test("when a browser is killed, who is back takes the ghost's place, and who is not is gone within twenty seconds", async () => {
  const url = newCall(server);
  const process = await launchBrowserProcess();
  const [ada, former] = await Promise.all([
    enter(browser, url, "Ada"),
    enter(process.browser, url, "Ben"),
    enter(process.browser, url, "Cleo"),
  ]);
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ada, "Cleo"))]);
  const key = await keyOf(former);
  await process.kill();
  const benIsBack = async (): Promise<void> => {
    const ben = await comeBack(url, key);
    await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ben, "Ada"))]);
  };
  const cleoIsNot = async (): Promise<void> => {
    await tileOf(ada, "Cleo").getByText("Connection lost, waiting…").waitFor(PATIENCE);
  };
  await Promise.all([ghostGoes(ada, "Cleo"), benIsBack(), cleoIsNot()]);
  await announces(ada, "Ben is back.");
  await announces(ada, "Cleo has left.");
  await plays(tileOf(ada, "Ben"));
  await hasOnly(ada, "Ben");
  await neverTwice(ada, "Ben");
});

/** As docs/client/mesh.md has it: about 5 seconds until ICE notices, and 10 in which somebody may come back. */
async function ghostGoes(page: Page, name: string): Promise<void> {
  await expect.poll(() => namesOf(page), { timeout: 20_000, interval: 100 }).not.toContain(name);
}

test("a page that is loaded again takes the place of its former self", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  await ben.reload();
  await press(ben, "Join");
  await Promise.all([sees(ada, 1), sees(ben, 1)]);
  await plays(tileOf(ada, "Ben"));
  expect(await tilesOverTime(ada)).toEqual([["Ben"], [], ["Ben"]]);
});

test("somebody who comes back while the server still waits for the former self takes its place at once", async () => {
  const url = newCall(server);
  const process = await launchBrowserProcess();
  const [ada, former] = await Promise.all([enter(browser, url, "Ada"), enter(process.browser, url, "Ben")]);
  await plays(tileOf(ada, "Ben"));
  const key = await keyOf(former);
  process.freeze();
  const ben = await comeBack(url, key);
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ben, "Ada"))]);
  await hasOnly(ada, "Ben");
  await neverTwice(ada, "Ben");
});

test("a tab that is duplicated goes on in the place of the first, which says so and can take it back", async () => {
  const url = newCall(server);
  const { ada, ben } = await callOfTwo(browser, url);
  // as a browser's "Duplicate" does, this copies what the tab has stored
  const [copy] = await Promise.all([ben.waitForEvent("popup"), ben.evaluate("void open(location.href)")]);
  await press(copy, "Join");
  await ben.getByRole("heading", { name: "You are in this call in another tab" }).waitFor(PATIENCE);
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(copy, "Ada"))]);
  await hasOnly(ada, "Ben");

  await press(ben, "Go on here instead");
  await copy.getByRole("heading", { name: "You are in this call in another tab" }).waitFor(PATIENCE);
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ben, "Ada"))]);
  await hasOnly(ada, "Ben");
  await neverTwice(ada, "Ben");

  // a tab in which the link was opened is somebody else
  await join(ben.context(), url, "Cleo");
  await hasOnly(ada, "Ben", "Cleo");
});

function keyOf(page: Page): Promise<string> {
  return page.evaluate<string>(`sessionStorage.getItem("client-key")`);
}

/** Joins in a window that has what the former one had stored, as browsers restore it after a crash. */
async function comeBack(url: string, key: string): Promise<Page> {
  const ben = await newCaller(browser);
  await ben.addInitScript(`if (isSecureContext) sessionStorage.setItem("client-key", ${JSON.stringify(key)})`);
  return join(ben, url, "Ben");
}

/** Nobody was ever shown beside themselves. */
async function neverTwice(page: Page, name: string): Promise<void> {
  const most = (await tilesOverTime(page)).map((names) => names.filter((one) => one === name).length);
  expect(Math.max(...most)).toBe(1);
}
