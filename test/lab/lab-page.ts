import { expect } from "vitest";

import type { LinkReport } from "./reports.ts";

/** The lab's page in any browser: the pages of Playwright and those of Puppeteer can both do this. */
export interface LabPage {
  evaluate(expression: string): Promise<unknown>;
}

/** Everything that can be polled for may take so long: a browser on a busy machine, never a plan. */
export const PATIENCE = { timeout: 30_000, interval: 50 };

/** Waits until a page that was opened has joined the room. */
export async function hasJoined(page: LabPage): Promise<void> {
  await expect.poll(() => page.evaluate("globalThis.lab?.isOpen()"), PATIENCE).toBe(true);
}

/** The page's links, in the order in which they began. */
export async function linksOf(page: LabPage): Promise<LinkReport[]> {
  return (await page.evaluate("lab.links()")) as LinkReport[];
}

/** The page's only link. */
export async function linkOf(page: LabPage): Promise<LinkReport> {
  const [link, ...others] = await linksOf(page);
  if (link === undefined || others.length > 0) throw new Error("Not one link");
  return link;
}

/** Everything that the page's application was told, in order. */
export async function toldOn(page: LabPage): Promise<string[]> {
  return (await page.evaluate("lab.told")) as string[];
}

/** Enough that it is a video, and not what was on its way. */
const A_FEW_FRAMES = 5;

/** Waits until a page has decoded so many frames more of the one other's stream than it had. */
export async function sees(page: LabPage, label = "camera", frames = A_FEW_FRAMES): Promise<void> {
  const before = await framesOn(page, label);
  await expect.poll(() => framesOn(page, label), PATIENCE).toBeGreaterThanOrEqual(before + frames);
}

async function framesOn(page: LabPage, label: string): Promise<number> {
  const [link] = await linksOf(page);
  return link?.frames[label] ?? 0;
}
