import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, launchBrowser } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import {
  callOfTwo,
  enter,
  has,
  hasNoMore,
  newCall,
  newCaller,
  PATIENCE,
  plays,
  press,
  startCallServer,
  tileOf,
} from "./callers.ts";

const SMALL_PHONE = { width: 360, height: 640 };

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

/** What sticks out of the window at the left or the right, and how wide the page is beyond it. */
function findOverflow(page: Page): Promise<{ readonly beyond: number; readonly elements: readonly string[] }> {
  return page.evaluate(`(() => {
    const { scrollWidth } = document.documentElement;
    // what only screen readers see is cut off
    const all = [...document.querySelectorAll("#app *")].filter((element) => element.checkVisibility() && !element.closest(".unseen, .words, svg"));
    const sticksOut = (element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < -0.5 || right > innerWidth + 0.5;
    };
    return { beyond: scrollWidth - innerWidth, elements: all.filter(sticksOut).map(({ tagName, className }) => tagName + " " + className) };
  })()`);
}

const NOTHING = { beyond: 0, elements: [] };

test("on a small phone nothing sticks out of the window", async () => {
  const url = newCall(server);
  const caller = await newCaller(browser, { viewport: SMALL_PHONE, reducedMotion: "reduce" });
  const ada = await caller.newPage();
  await ada.goto(server.origin);
  expect(await findOverflow(ada)).toEqual(NOTHING);
  await ada.goto(url);
  await ada.getByRole("button", { name: "Turn off the camera" }).waitFor();
  expect(await findOverflow(ada)).toEqual(NOTHING);
  await ada.getByLabel("Your name").fill("Ada Augusta, Countess of Lovelace and of much else");
  await press(ada, "Join");
  await announces(ada, "You are in the call.");
  expect(await findOverflow(ada)).toEqual(NOTHING);

  const ben = await enter(browser, url, "Benjamin-Maximilian-von-und-zu-Hohenstein-Gernerode");
  const cleo = await enter(browser, url, "Cleo");
  await has(ada, "Cleo");
  await ben.keyboard.press("s");
  await plays(ada.locator(".tile.screen"));
  expect(await findOverflow(ada)).toEqual(NOTHING);
  await cleo.keyboard.press("c");
  await cleo.getByLabel("Message").fill("W".repeat(200));
  await cleo.keyboard.press("Enter");
  await ada.keyboard.press("c");
  await ada.getByRole("article").waitFor(PATIENCE);
  expect(await findOverflow(ada)).toEqual(NOTHING);
  await ada.keyboard.press("Escape");
  for (const dialog of ["Settings", "Help", "Invite others"]) {
    await press(ada, dialog);
    expect(await findOverflow(ada)).toEqual(NOTHING);
    await ada.keyboard.press("Escape");
  }
  // a call is one window, always
  expect(await ada.evaluate("document.documentElement.scrollHeight <= innerHeight")).toBe(true);
});

test("nothing moves by itself for somebody who wants that, and some things do for others", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server), { reducedMotion: "reduce" });
  await ada.keyboard.press("s");
  await plays(tileOf(ben, "Ada’s screen"));
  await ben.keyboard.press("s");
  await plays(tileOf(ada, "Ben’s screen"));
  for (const page of [ada, ben]) {
    await page.keyboard.press("c");
    await press(page, "Help");
    await page.keyboard.press("Escape");
  }
  await ben.keyboard.press("s");
  await hasNoMore(ada, "Ben’s screen");
  expect(await ada.evaluate("motions")).toEqual([]);
  expect(await ada.evaluate("document.getAnimations().length")).toBe(0);
  // so this test would have seen them
  expect(await ben.evaluate("motions")).not.toEqual([]);
});
