import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, launchBrowser } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { callOfTwo, has, hasNoMore, newCall, newCaller, press, startCallServer, tileOf } from "./callers.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

/** What has the focus, as screen readers call it; `""` for nothing. */
function focusOf(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { activeElement: focused, body } = document;
    if (focused === null || focused === body) return "";
    return focused.ariaLabel ?? focused.labels?.[0]?.innerText ?? focused.innerText.trim();
  })()`);
}

/** Where Tab leads, from stop to stop, until it has left the page. Each of them shows that it has the focus. */
async function stopsOf(page: Page): Promise<string[]> {
  const stops: string[] = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const stop = await focusOf(page);
    if (stop === "" || stops.length > 30) return stops;
    const outline = "getComputedStyle(document.activeElement).outlineStyle";
    expect([stop, await page.evaluate(outline)]).not.toEqual([stop, "none"]);
    stops.push(stop);
  }
}

test("Tab reaches everything in the lobby, in the order in which it is read", async () => {
  const page = await (await newCaller(browser)).newPage();
  await page.goto(newCall(server));
  await page.getByRole("button", { name: "Turn off the camera" }).waitFor();
  expect(await stopsOf(page)).toEqual([
    "Parlor",
    "Turn off the microphone",
    "Turn off the camera",
    "Camera",
    "Microphone",
    "Speaker",
    "Your name",
    "Join",
    "Link to this call",
    "Copy link",
  ]);
  await page.getByLabel("Your name").fill("Ada");
  await page.keyboard.press("Enter");
  await announces(page, "You are in the call.");
  // the reader begins at the top of the call
  expect(await focusOf(page)).toBe("Just you");
});

test("Tab reaches everything in the call, in the order in which it is read", async () => {
  const { ada } = await callOfTwo(browser, newCall(server));
  const header = ["Invite others", "Settings", "Help"];
  const bar = ["Mute", "Camera off", "Share screen", "Chat", "Leave"];
  const [quality = ""] = await ada
    .locator("[popovertarget]")
    .evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel ?? ""));
  expect(quality).toMatch(/^Connection to Ben: /);
  expect(await stopsOf(ada)).toEqual([...header, expect.stringMatching(/^Connection to Ben: /), ...bar]);

  await press(ada, "Chat");
  expect(await focusOf(ada)).toBe("Message");
  expect(await stopsOf(ada)).toEqual(["Send", ...bar]);
  await ada.getByLabel("Message").focus();
  for (const stop of ["Send files", "Conversation", "Close chat"]) {
    await ada.keyboard.press("Shift+Tab");
    expect(await focusOf(ada)).toBe(stop);
  }
  await ada.keyboard.press("Enter");
  expect(await focusOf(ada)).toBe("Chat");
});

test("keys do what the help says, not while somebody types, and what happens is read out", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  await ada.keyboard.press("d");
  await has(ben, "Ada, muted");
  await ada.keyboard.press("e");
  await has(ben, "Ada, muted, camera off");
  await ada.keyboard.press("Control+e");
  await ada.keyboard.press("d");
  await has(ben, "Ada, camera off");
  await ada.keyboard.press("E");
  await has(ben, "Ada");
  await ada.keyboard.press("s");
  await has(ben, "Ada’s screen");
  await ada.keyboard.press("s");
  await hasNoMore(ben, "Ada’s screen");

  await ada.keyboard.press("?");
  const help = ada.getByRole("dialog", { name: "Help" });
  await help.waitFor();
  expect(await help.locator("kbd").allInnerTexts()).toEqual(["d", "e", "s", "c", "?"]);
  await ada.keyboard.press("d");
  await ada.keyboard.press("Escape");
  await help.waitFor({ state: "hidden" });

  await ada.keyboard.press("c");
  await ada.keyboard.type("deeds? c");
  expect(await ada.getByLabel("Message").inputValue()).toBe("deeds? c");
  await ada.keyboard.press("Escape");
  await ada.getByRole("complementary", { name: "Chat" }).waitFor({ state: "detached" });
  expect(await focusOf(ada)).toBe("Chat");
  // neither the dialog nor the text has changed anything
  expect(await tileOf(ben, "Ada").count()).toBe(1);
  expect(await tileOf(ada, "You").count()).toBe(1);

  await press(ben, "Leave");
  await announces(ada, "Ben has left.");
  const [first, second, ...others] = await ada.evaluate<string[]>("announcements");
  expect([first, second]).toContain("You are in the call.");
  expect(others).toEqual([
    "You are muted.",
    "Your camera is off.",
    "Your microphone is on.",
    "Your camera is on.",
    "Ben has left.",
  ]);
});
