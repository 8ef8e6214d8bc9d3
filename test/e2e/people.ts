import { resolve } from "node:path";

import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";

import { findChromium } from "../../scripts/chromium.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // fake_device_0 to 2; the one in the middle sees depth (Y16), which Chromium does not send
  "--use-fake-device-for-media-stream=device-count=3",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
  "--disable-features=WebRtcHideLocalIpsWithMdns",
];

/** Starts a browser whose cameras are test pictures, which every page may use. `without` some flags it is another one. */
export async function launchBrowser(
  executablePath = findChromium(),
  { without = [] }: { readonly without?: readonly string[] } = {},
): Promise<Browser> {
  const { args, ...options } = optionsFor(executablePath);
  return chromium.launch({ ...options, args: args.filter((flag) => !without.some((start) => flag.startsWith(start))) });
}

/** A browser whose processes can be treated badly. It ends with the test. */
export interface BrowserProcess {
  readonly browser: Browser;
  /** Ends it with SIGKILL, with everything that it has started. */
  kill(): Promise<void>;
  /** Stops it with SIGSTOP until the test is over: it says nothing any more, and its sockets stay open. */
  freeze(): void;
}

/** Starts a browser like that of {@link launchBrowser}. */
export async function launchBrowserProcess(): Promise<BrowserProcess> {
  const server = await chromium.launchServer(optionsFor(findChromium()));
  onTestFinished(() => server.kill());
  const { pid } = server.process();
  if (pid === undefined) throw new Error("The browser has not started");
  return {
    browser: await chromium.connect(server.wsEndpoint()),
    kill: () => server.kill(),
    freeze: () => {
      process.kill(-pid, "SIGSTOP");
      // else nobody could close its windows
      onTestFinished(() => void process.kill(-pid, "SIGCONT"));
    },
  };
}

function optionsFor(executablePath: string | null): { readonly executablePath: string; readonly args: string[] } {
  if (executablePath === null) throw new Error("No Chromium: npm run e2e finds or installs one");
  return { executablePath, args: FLAGS };
}

/** A browser window of somebody: cookies and permissions of their own. Closed with the test. */
export async function newPerson(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const permissions = ["camera", "microphone"];
  const person = await browser.newContext({ ignoreHTTPSErrors: true, permissions, ...options });
  for (const script of ["pages/count-frames.js", "pages/keep-announcements.js"]) {
    await person.addInitScript({ path: resolve(import.meta.dirname, script) });
  }
  const exceptions: Error[] = [];
  person.on("weberror", (exception) => exceptions.push(exception.error()));
  onTestFinished(async () => {
    await person.close();
    expect(exceptions).toEqual([]);
  });
  return person;
}

/** Opens a room's page as somebody, and joins. */
export async function join(person: BrowserContext, url: string, name: string): Promise<Page> {
  const page = await person.newPage();
  await page.goto(url);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join" }).click();
  return page;
}

/** One open RTCPeerConnection of a page. */
export interface Link {
  /** How many were created before it. */
  readonly number: number;
  /** How many video frames it has decoded. */
  readonly frames: number;
  /** Whether it has decoded sound, and not only silence. */
  readonly hears: boolean;
}

/** The open links of a page. */
export function linksOf(page: Page): Promise<Link[]> {
  return page.evaluate<Link[]>("links()");
}

const A_FEW_FRAMES = 5;

/** Waits until a page decodes the video of so many others, over links that were created after the first `after`. */
export async function sees(page: Page, others: number, after = 0): Promise<void> {
  const seen = async (): Promise<number> => {
    const links = await linksOf(page);
    return links.filter(({ number, frames }) => number >= after && frames >= A_FEW_FRAMES).length;
  };
  await expect.poll(seen, { timeout: 20_000, interval: 100 }).toBe(others);
}

/** Waits until exactly these links of a page have decoded a few frames more, each. */
export async function decodesMore(page: Page, links: readonly Link[]): Promise<void> {
  const before = await linksOf(page);
  const more = async (): Promise<number[]> => {
    const now = await linksOf(page);
    return now.flatMap(({ number, frames }) => {
      const start = before.find((link) => link.number === number);
      return start !== undefined && frames >= start.frames + A_FEW_FRAMES ? [number] : [];
    });
  };
  await expect.poll(more, { timeout: 20_000, interval: 100 }).toEqual(links.map(({ number }) => number));
}

/** The names under the pictures of a page, the own one last. */
export function namesOn(page: Page): Promise<string[]> {
  return page.locator(".tile .name").allInnerTexts();
}

/** Waits until a page has announced this, if only for a moment. */
export async function announces(page: Page, sentence: string): Promise<void> {
  await expect.poll(() => page.evaluate("announcements"), { timeout: 20_000, interval: 100 }).toContain(sentence);
}

/** Waits until a page shows this. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 20_000 });
}
