import puppeteer, { type Browser } from "puppeteer-core";
import { onTestFinished } from "vitest";

import { which } from "../../scripts/chromium.ts";
import type { LabPage } from "../lab/lab-page.ts";

const PREFERENCES = {
  // a test picture as camera, and no questions
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  // as Chromium is started for tests: candidates with addresses, not with names that somebody would have to look up
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  // Firefox waits ever longer before a WebSocket to a server that it could not reach, up to a minute
  "network.websocket.delay-failed-reconnects": false,
  // nothing is downloaded
  "media.gmp-manager.updateEnabled": false,
};

/** Starts a Firefox whose camera is a test picture. */
export async function launchFirefox(): Promise<Browser> {
  const executablePath = which("firefox-esr");
  if (executablePath === null) throw new Error("No Firefox: npm run firefox finds or installs one");
  return puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    acceptInsecureCerts: true,
    extraPrefsFirefox: PREFERENCES,
  });
}

/** Opens a page as somebody new, in a window of its own: timers of hidden tabs are slow. Closed with the test. */
export async function openInFirefox(browser: Browser, url: string): Promise<LabPage> {
  const context = await browser.createBrowserContext();
  onTestFinished(() => context.close());
  const page = await context.newPage({ type: "window" });
  await page.goto(url);
  return page;
}
