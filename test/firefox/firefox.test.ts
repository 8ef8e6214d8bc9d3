import type { Browser as Chromium } from "playwright-core";
import type { Browser as Firefox } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { launchBrowser, newPerson } from "../e2e/people.ts";
import type { ServerProcess } from "../e2e/server-process.ts";
import { Internet } from "../lab/internet.ts";
import { hasJoined, type LabPage, linkOf, PATIENCE, sees, toldOn } from "../lab/lab-page.ts";
import { startLabServer } from "../lab/lab-server.ts";
import { launchOn } from "../lab/launch-on.ts";
import { launchFirefox, openInFirefox } from "./people.ts";

let internet: Internet;
let firefox: Firefox;
let chromium: Chromium;
let chromiumBehindRouter: Chromium;
beforeAll(async () => {
  internet = new Internet();
  [firefox, chromium, chromiumBehindRouter] = await Promise.all([
    launchFirefox(),
    launchBrowser(),
    launchOn(internet, "ada"),
  ]);
});
afterAll(async () => {
  await Promise.all([firefox.close(), chromium.close(), chromiumBehindRouter.close()]);
});

const OPEN = {
  Firefox: (url: string) => openInFirefox(firefox, url),
  Chromium: (url: string) => openInChromium(chromium, url),
  "Chromium behind a router": (url: string) => openInChromium(chromiumBehindRouter, url),
};
type Kind = keyof typeof OPEN;

async function openInChromium(browser: Chromium, url: string): Promise<LabPage> {
  const page = await (await newPerson(browser)).newPage();
  await page.goto(url);
  return page;
}

/** Joins with both, one after the other: who is there first makes the first offer. Ends when they see each other. */
async function call({ port }: ServerProcess, kinds: readonly [Kind, Kind]): Promise<readonly LabPage[]> {
  const pages: LabPage[] = [];
  for (const kind of kinds) {
    const page = await OPEN[kind](`https://${internet.address}:${port}/`);
    await hasJoined(page);
    pages.push(page);
  }
  await Promise.all(pages.map((page) => sees(page)));
  return pages;
}

/** Nothing has gone wrong so far, and the first RTCPeerConnection is still the one. */
async function isWell(page: LabPage): Promise<void> {
  const { number, state } = await linkOf(page);
  expect([number, state]).toEqual([0, "connected"]);
  expect((await toldOn(page)).filter((line) => line.startsWith("error") || line === "gone")).toEqual([]);
}

const NEIGHBOURS: readonly (readonly [Kind, Kind])[] = [
  ["Chromium", "Firefox"],
  ["Firefox", "Chromium"],
  ["Firefox", "Firefox"],
];

test.for(NEIGHBOURS)("%s calls %s: messages, and a screen that comes and goes, from either side", async (kinds) => {
  await using server = await startLabServer();
  const pages = await call(server, kinds);
  for (const [index, page] of pages.entries()) {
    await page.evaluate("lab.say('hello')");
    await page.evaluate("lab.showScreen()");
    const other = pages[1 - index] ?? page;
    await expect.poll(() => toldOn(other), PATIENCE).toContain("chat hello");
    await sees(other, "screen");
  }
  await Promise.all(pages.map((page) => sees(page)));
  for (const page of pages) await page.evaluate("lab.hideScreen()");
  for (const page of pages) {
    await expect.poll(async () => Object.keys((await linkOf(page)).frames), PATIENCE).toEqual(["camera"]);
  }
  await Promise.all(pages.map((page) => sees(page)));
  await Promise.all(pages.map(isWell));
});

/** In frames: longer than it takes until media has stopped that an ICE restart has led nowhere. */
const TWO_SECONDS = 30;

test.for(NEIGHBOURS.slice(0, 2))(
  "%s calls %s: the media never stops while the one and the other lose their sockets",
  async (kinds) => {
    await using server = await startLabServer();
    const pages = await call(server, kinds);
    for (const [index, page] of pages.entries()) {
      await page.evaluate("lab.loseSocket()");
      // the link goes on with the peer's new id
      await expect.poll(() => toldOn(pages[1 - index] ?? page), PATIENCE).toContain("peer");
      await Promise.all(pages.map((page) => sees(page, "camera", TWO_SECONDS)));
    }
    await Promise.all(pages.map(isWell));
  },
);

// Across a router, because of what browsers do within one network: there, when Chromium restarts ICE over a path that works,
// Firefox's checks overtake its answer, and Chromium stays with candidates that Firefox has given up.
test.for<[Kind, Kind]>([
  ["Chromium behind a router", "Firefox"],
  ["Firefox", "Chromium behind a router"],
])("%s calls %s: the media goes on after ICE restarts by the one and the other", async (kinds) => {
  await using server = await startLabServer();
  const pages = await call(server, kinds);
  for (const restarting of pages) {
    const before = await Promise.all(pages.map(ufragOf));
    await restarting.evaluate("lab.restartIce()");
    for (const [index, page] of pages.entries()) {
      await expect.poll(() => ufragOf(page), PATIENCE).not.toBe(before[index]);
    }
    await Promise.all(pages.map((page) => sees(page)));
  }
  await Promise.all(pages.map(isWell));
});

async function ufragOf(page: LabPage): Promise<string> {
  return (await linkOf(page)).ufrag;
}
