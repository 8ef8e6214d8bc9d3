import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, join, launchBrowser, namesOn, newPerson, says, sees } from "../people.ts";
import { startServer } from "../server-process.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("two people in room see each other, and a third is told that it is full", async () => {
  await using server = await startServer();
  const ada = await join(await newPerson(browser), `${server.origin}/room`, "Ada");
  await announces(ada, "You are in the call.");
  const hint = ada.locator(".hint");
  expect(await hint.innerText()).toMatch(/^Nobody else is here yet\./);
  const grace = await join(await newPerson(browser), `${server.origin}/room`, "Grace");
  await Promise.all([sees(ada, 1), sees(grace, 1)]);
  expect(await namesOn(ada)).toEqual(["Grace", "Ada"]);
  expect(await namesOn(grace)).toEqual(["Ada", "Grace"]);

  const third = await join(await newPerson(browser), `${server.origin}/room`, "Third");
  await says(third, "The room is full");
  expect(await namesOn(ada)).toEqual(["Grace", "Ada"]);

  await grace.getByRole("button", { name: "Leave" }).click();
  await says(grace, "You have left");
  await expect.poll(() => namesOn(ada)).toEqual(["Ada"]);
  expect(await hint.innerText()).toMatch(/^Nobody else is here\./);

  await third.getByRole("button", { name: "Try again" }).click();
  await Promise.all([sees(third, 1), sees(ada, 1)]);
});

test("three people in other see each other, and the picture of one who closes the window goes", async () => {
  await using server = await startServer();
  const people = await Promise.all([newPerson(browser), newPerson(browser), newPerson(browser)]);
  const pages = await Promise.all(
    people.map((person, index) => join(person, `${server.origin}/other`, `Person ${index + 1}`)),
  );
  await Promise.all(pages.map((page) => sees(page, 2)));

  const [first, second, third] = pages;
  await people[2]?.close();
  expect(third?.isClosed()).toBe(true);
  for (const page of [first, second]) {
    if (page === undefined) continue;
    await expect.poll(() => page.locator(".tile").count()).toBe(2);
    await sees(page, 1);
  }
});

test("a room whose name begins with call- is made on demand", async () => {
  await using server = await startServer();
  const ada = await join(await newPerson(browser), `${server.origin}/call-me`, "Ada");
  const grace = await join(await newPerson(browser), `${server.origin}/call-me`, "Grace");
  await Promise.all([sees(ada, 1), sees(grace, 1)]);
  expect(server.lines.filter((line) => line.includes("room_started") && line.includes("call-me"))).toHaveLength(1);
});

test("a long name of one's own is cut on a phone, and still says whose it is", async () => {
  await using server = await startServer();
  const name = "Ada Augusta Countess of Lovelace";
  const page = await join(await newPerson(browser), `${server.origin}/room`, name);
  await page.setViewportSize({ width: 240, height: 520 });
  await announces(page, "You are in the call.");
  const caption = await page.locator(".tile.own figcaption").boundingBox();
  const you = await page.locator(".tile.own .you").boundingBox();
  if (caption === null || you === null) throw new Error("The name is not there");
  expect(you.width).toBeGreaterThan(10);
  expect(you.x + you.width).toBeLessThanOrEqual(caption.x + caption.width);
});

test("one without a camera joins and watches", async () => {
  await using server = await startServer();
  const ada = await join(await newPerson(browser), `${server.origin}/room`, "Ada");
  const watcher = await newPerson(browser);
  await watcher.addInitScript(failingCamera("NotFoundError"));
  const page = await watcher.newPage();
  await page.goto(`${server.origin}/room`);
  await says(page, "No camera and no microphone were found. You can still join and watch.");
  await page.getByRole("button", { name: "Join anyway" }).click();
  await sees(page, 1);
  await expect.poll(() => namesOn(ada)).toEqual(["Guest", "Ada"]);
});

test("what is wrong with a camera is said before the call", async () => {
  await using server = await startServer();
  const failures = [
    [failingCamera("NotAllowedError"), "The camera is blocked."],
    [failingCamera("NotReadableError"), "Perhaps another program is using it."],
    [`Object.defineProperty(globalThis, "isSecureContext", { value: false })`, "Open it with https://."],
  ] as const;
  for (const [script, sentence] of failures) {
    const person = await newPerson(browser);
    await person.addInitScript(script);
    const page = await person.newPage();
    await page.goto(`${server.origin}/room`);
    await says(page, sentence);
    await page.getByRole("button", { name: "Join anyway" }).waitFor();
  }
});

/** A script for a page whose camera fails like this. Only secure pages have one; a window begins with one that is not. */
function failingCamera(name: string): string {
  return `if (isSecureContext)
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("test", "${name}"));`;
}

test("what one turns off, the others are told, also those who come later", async () => {
  await using server = await startServer();
  const ada = await join(await newPerson(browser), `${server.origin}/other`, "Ada");
  await ada.getByRole("button", { name: "Mute" }).click();
  await ada.getByRole("button", { name: "Unmute" }).waitFor();
  const grace = await join(await newPerson(browser), `${server.origin}/other`, "Grace");
  await grace.locator(".tile.muted .name", { hasText: "Ada" }).waitFor();
  await ada.getByRole("button", { name: "Unmute" }).click();
  await grace.locator(".tile:not(.muted) .name", { hasText: "Ada" }).waitFor();
});
