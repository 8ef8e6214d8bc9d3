import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, launchBrowser, sees } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { enter, has, hasOnly, newCall, newCaller, PATIENCE, plays, press, startCallServer, tileOf } from "./callers.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("a new call has a link that nobody can guess, and whoever opens it is in the call", async () => {
  const ada = await (await newCaller(browser)).newPage();
  const links: string[] = [];
  for (let calls = 0; calls < 2; calls += 1) {
    await ada.goto(server.origin);
    await ada.getByRole("link", { name: "New call" }).click();
    await ada.waitForURL(/\/[\da-z]{4}-[\da-z]{4}-[\da-z]{4}-[\da-z]{4}$/);
    links.push(ada.url());
  }
  expect(new Set(links).size).toBe(2);
  const link = await ada.getByLabel("Link to this call").inputValue();
  expect(link).toBe(links[1]);

  await ada.getByLabel("Your name").fill("Ada");
  await press(ada, "Join");
  await announces(ada, "You are in the call.");
  await ada.getByRole("heading", { name: "You are alone here" }).waitFor();

  const ben = await enter(browser, link, "Ben");
  await Promise.all([sees(ada, 1), sees(ben, 1)]);
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ben, "Ada"))]);
  await Promise.all([announces(ada, "Ben has joined."), announces(ben, "Ada is here.")]);
  for (const page of [ada, ben]) await page.getByRole("heading", { name: "2 people" }).waitFor();
  expect(await ada.getByRole("heading", { name: "You are alone here" }).count()).toBe(0);

  await press(ben, "Leave");
  await ben.getByRole("heading", { name: "You have left the call" }).waitFor();
  await hasOnly(ada);
  await announces(ada, "Ben has left.");
  await press(ben, "Join again");
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ben, "Ada"))]);
});

test("four people see and name each other, over a link from each to each", async () => {
  const url = newCall(server);
  const names = ["Ada", "Ben", "Cleo", "Dan"];
  const pages = await Promise.all(names.map((name) => enter(browser, url, name)));
  await Promise.all(pages.map((page) => sees(page, 3)));
  await Promise.all(
    pages.map(async (page, index) => {
      const others = names.toSpliced(index, 1);
      await hasOnly(page, ...others);
      await Promise.all(others.map((name) => plays(tileOf(page, name))));
    }),
  );
});

test("the seventh is told that the call is full, and gets in when somebody has left", async () => {
  const url = newCall(server);
  const ada = await enter(browser, url, "Ada");
  await announces(ada, "You are in the call.");
  await ada.evaluate(TAKE_FIVE_SEATS);
  const gil = await enter(browser, url, "Gil");
  await gil.getByRole("heading", { name: "This call is full" }).waitFor(PATIENCE);
  await ada.evaluate("leaveOneSeat()");
  await press(gil, "Try again");
  await Promise.all([plays(tileOf(ada, "Gil")), plays(tileOf(gil, "Ada"))]);
});

/** Has five come into a page's call who only sit there: six cameras would be too much for a small machine. */
const TAKE_FIVE_SEATS = `(async () => {
  const sockets = [..."12345"].map((digit) => new WebSocket(
    "/socket" + location.pathname + "?name=Seat&key=" + digit.repeat(32)
  ));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.addEventListener("message", resolve))));
  globalThis.leaveOneSeat = () => sockets[0].close();
})()`;

test("a link that was typed from paper leads to the call, and one that cannot be right says so", async () => {
  const url = newCall(server);
  const page = await (await newCaller(browser)).newPage();
  expect((await page.goto(url.slice(0, -1)))?.status()).toBe(404);
  await page.getByRole("heading", { name: "There is no such call" }).waitFor();
  await page.goto(`${server.origin}/${new URL(url).pathname.slice(1).replaceAll("-", "").toUpperCase()}`);
  expect(page.url()).toBe(url);

  // whoever gives no name is a guest, and what is off in the lobby stays off
  await press(page, "Turn off the camera");
  await press(page, "Turn off the microphone");
  await press(page, "Join");
  const ada = await enter(browser, url, "  Ada   Lovelace ");
  await Promise.all([has(ada, "Guest, muted, camera off"), has(page, "Ada Lovelace")]);
});
