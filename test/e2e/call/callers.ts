import { resolve } from "node:path";

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";

import { newRoomName } from "../../../examples/call/src/room-name.ts";
import { join, newPerson } from "../people.ts";
import { CALL, type ServerProcess, startServer } from "../server-process.ts";

/** Everything that can be waited for may take so long: browsers on a busy machine, never a plan. */
export const PATIENCE = { timeout: 20_000, interval: 100 };

/** Starts the call's server. */
export function startCallServer(env: Record<string, string> = {}): Promise<ServerProcess> {
  return startServer({ program: CALL, env });
}

/** The link to a call that nobody is in yet. */
export function newCall({ origin }: Pick<ServerProcess, "origin">): string {
  return `${origin}/${newRoomName()}`;
}

const SCRIPTS = ["keep-tiles.js", "keep-motions.js", "small-pictures.js"];

/** Somebody who is going to call: a browser window of their own. Closed with the test. */
export async function newCaller(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const caller = await newPerson(browser, { viewport: { width: 720, height: 560 }, ...options });
  for (const script of SCRIPTS) {
    await caller.addInitScript({ path: resolve(import.meta.dirname, "../pages", script) });
  }
  return caller;
}

/** Joins a call as somebody new. */
export async function enter(
  browser: Browser,
  url: string,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  return join(await newCaller(browser, options), url, name);
}

/** Two people who see each other. */
export async function callOfTwo(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly ada: Page; readonly ben: Page }> {
  const [ada, ben] = await Promise.all([enter(browser, url, "Ada", options), enter(browser, url, "Ben")]);
  await Promise.all([plays(tileOf(ada, "Ben")), plays(tileOf(ben, "Ada"))]);
  return { ada, ben };
}

/** Presses the button that is called so. */
export function press(page: Page, name: string | RegExp): Promise<void> {
  return page.getByRole("button", { name, exact: true }).click();
}

/** The picture that is called so, exactly as screen readers say it: `Ben, muted`. */
export function tileOf(page: Page, label: string): Locator {
  return page.getByRole("listitem", { name: label, exact: true });
}

/** Waits until a page shows that picture. */
export async function has(page: Page, label: string): Promise<void> {
  await tileOf(page, label).waitFor({ timeout: PATIENCE.timeout });
}

/** Waits until a page shows that picture no more. */
export async function hasNoMore(page: Page, label: string): Promise<void> {
  await tileOf(page, label).waitFor({ state: "detached", timeout: PATIENCE.timeout });
}

/** Waits until these are the others that a page shows. */
export async function hasOnly(page: Page, ...names: readonly string[]): Promise<void> {
  await expect.poll(async () => (await namesOf(page)).toSorted(), PATIENCE).toEqual(names.toSorted());
}

/** The names on the pictures of the others. */
export function namesOf(page: Page): Promise<string[]> {
  return page.locator(".tile.person .caption .name").allTextContents();
}

/** Whom a page has shown beside whom, from the first to the last. */
export function tilesOverTime(page: Page): Promise<string[][]> {
  return page.evaluate<string[][]>("tilesOverTime");
}

/** Waits until the video of a picture has shown a few frames more than it had. */
export async function plays(tile: Locator): Promise<void> {
  const before = await framesShownBy(tile);
  await expect.poll(() => framesShownBy(tile), PATIENCE).toBeGreaterThanOrEqual(before + 5);
}

function framesShownBy(tile: Locator): Promise<number> {
  return tile
    .locator("video")
    .evaluate((video) => (video as unknown as Video).getVideoPlaybackQuality().totalVideoFrames);
}

/** What this needs of a video element: tests have no types of the browser. */
interface Video {
  getVideoPlaybackQuality(): { readonly totalVideoFrames: number };
}
