import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, decodesMore, launchBrowser, linksOf } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { callOfTwo, has, hasNoMore, newCall, PATIENCE, plays, press, startCallServer, tileOf } from "./callers.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("the others see who is muted, whose camera is off, and the picture of another camera without a break", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  await press(ben, "Mute");
  await has(ada, "Ben, muted");
  await press(ben, "Camera off");
  await has(ada, "Ben, muted, camera off");
  await has(ben, "You, muted, camera off");
  await press(ben, "Unmute");
  await has(ada, "Ben, camera off");
  await press(ben, "Camera on");
  await has(ada, "Ben");
  await plays(tileOf(ada, "Ben"));

  const links = await linksOf(ada);
  expect(await cameraOf(ben)).toBe("fake_device_0");
  await press(ben, "Settings");
  await ben.getByRole("dialog").getByLabel("Camera").selectOption("fake_device_2");
  await expect.poll(() => cameraOf(ben), PATIENCE).toBe("fake_device_2");
  await ben.keyboard.press("Escape");
  await decodesMore(ada, links);
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ben, "You"))]);
});

/** The camera that somebody's own picture comes from. */
function cameraOf(page: Page): Promise<string> {
  return page.evaluate<string>(
    `document.querySelector(".tile.own video").srcObject.getVideoTracks().map(({ label }) => label).join()`,
  );
}

test("a screen is large beside its owner, and gone when it is shared no more", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  await press(ben, "Share screen");
  await has(ada, "Ben’s screen");
  await plays(tileOf(ada, "Ben’s screen"));
  const sizeOf = async (label: string): Promise<number> => {
    const box = await tileOf(ada, label).boundingBox();
    return (box?.width ?? 0) * (box?.height ?? 0);
  };
  // tiles glide to their places
  await expect.poll(async () => (await sizeOf("Ben’s screen")) / (await sizeOf("Ben")), PATIENCE).toBeGreaterThan(4);
  await plays(tileOf(ada, "Ben"));

  await ben.getByText("You are sharing your screen").getByRole("button", { name: "Stop sharing" }).click();
  await hasNoMore(ada, "Ben’s screen");
  await expect.poll(() => videosOf(ada), PATIENCE).toEqual(["Ben", "You"]);
  await plays(tileOf(ada, "Ben"));

  // and once more, over the same link
  await ben.keyboard.press("s");
  await has(ada, "Ben’s screen");
  await plays(tileOf(ada, "Ben’s screen"));
});

/** What is played on a page. */
function videosOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll("video")].map((video) => video.closest("li").ariaLabel)`,
  );
}

test("what one writes, the other reads, as text and nothing else; how good the connection is, is said in words", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  const markup = `<b>bold</b> <img src=x onerror="document.title='hurt'"> https://example.org/a?b=1`;
  await press(ben, "Chat");
  await ben.getByLabel("Message").fill(markup);
  await ben.keyboard.press("Enter");
  await announces(ada, `Ben writes: ${markup}`);
  // the title follows in a turn of its own
  await expect.poll(() => ada.title()).toBe("(1) In the call · Parlor");
  await press(ada, /^Chat\s*1 unread$/);
  const log = ada.getByRole("log");
  const message = log.getByRole("article").first();
  expect(await message.locator(".bubble").innerText()).toBe(markup);
  expect(await message.locator("strong").innerText()).toBe("Ben");
  expect(await message.locator("b, img").count()).toBe(0);
  const link = message.getByRole("link");
  expect(await link.getAttribute("href")).toBe("https://example.org/a?b=1");
  expect(await link.getAttribute("rel")).toContain("noopener");

  await ada.getByLabel("Message").fill("two\nlines");
  await press(ada, "Send");
  expect(await ada.getByLabel("Message").inputValue()).toBe("");
  await expect
    .poll(() => ben.getByRole("log").locator(".bubble").allInnerTexts(), PATIENCE)
    .toEqual([markup, "two\nlines"]);
  await expect.poll(() => ada.title()).toBe("In the call · Parlor");
  await press(ada, "Close chat");

  // meanwhile the connection was measured
  await ada.getByRole("button", { name: "Connection to Ben" }).click();
  const quality = ada.getByRole("dialog", { name: "Connection to Ben" });
  await quality.getByText("direct, UDP").waitFor(PATIENCE);
  await quality.getByText("320 × 180").first().waitFor(PATIENCE);
  await ada.keyboard.press("Escape");
  await quality.waitFor({ state: "hidden" });
});
