import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { findProblems } from "../find-problems.ts";
import { announces, launchBrowser, says } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { callOfTwo, has, newCall, newCaller, PATIENCE, press, startCallServer } from "./callers.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

/** Colours that glide are none that can be judged. */
const STILL = { reducedMotion: "reduce" } as const;

test("axe-core finds nothing serious before the call and after it", async () => {
  const page = await (await newCaller(browser, STILL)).newPage();
  await page.goto(server.origin);
  expect(await findProblems(page)).toEqual([]);
  await page.goto(`${server.origin}/nowhere`);
  expect(await findProblems(page)).toEqual([]);
  await page.goto(newCall(server));
  await page.getByRole("button", { name: "Turn off the camera" }).waitFor();
  expect(await findProblems(page)).toEqual([]);
  await press(page, "Join");
  await announces(page, "You are in the call.");
  expect(await findProblems(page)).toEqual([]);
  await press(page, "Leave");
  await says(page, "You have left the call");
  expect(await findProblems(page)).toEqual([]);
});

test("axe-core finds nothing serious in the call, whatever is open", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server), STILL);
  expect(await findProblems(ada)).toEqual([]);

  await press(ben, "Mute");
  await press(ben, "Camera off");
  await has(ada, "Ben, muted, camera off");
  await press(ben, "Chat");
  await ben.getByLabel("Message").fill("Look at https://example.org");
  await ben.keyboard.press("Enter");
  await ben
    .locator("input[type=file]")
    .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") });
  await ada.getByRole("button", { name: "Accept" }).waitFor(PATIENCE);
  expect(await findProblems(ada)).toEqual([]);
  await press(ada, /^Chat/);
  expect(await findProblems(ada)).toEqual([]);
  await press(ada, "Close chat");

  for (const dialog of ["Settings", "Help", "Invite others"]) {
    await press(ada, dialog);
    await ada.getByRole("dialog", { name: dialog }).waitFor();
    expect(await findProblems(ada)).toEqual([]);
    await ada.keyboard.press("Escape");
  }
  await ada.getByRole("button", { name: "Connection to Ben" }).click();
  expect(await findProblems(ada)).toEqual([]);
});
