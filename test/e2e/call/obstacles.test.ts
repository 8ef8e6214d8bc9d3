import { resolve } from "node:path";

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { launchBrowser, says } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { enter, has, newCall, newCaller, plays, press, startCallServer, tileOf } from "./callers.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("somebody who lets the page use neither camera nor microphone is told how to, and can join all the same", async () => {
  const url = newCall(server);
  const [ada, ben] = await Promise.all([newCaller(browser, { permissions: [] }), enter(browser, url, "Ben")]);
  await ada.addInitScript({ path: resolve(import.meta.dirname, "../pages/mind-permissions.js") });
  const page = await ada.newPage();
  await page.goto(url);
  await says(page, "This page may not use your camera or microphone");
  await says(page, "To allow it, press the button beside the address of this page");
  await page.getByLabel("Your name").fill("Ada");
  await press(page, "Join");
  await Promise.all([has(ben, "Ada, muted, camera off"), plays(tileOf(page, "Ben"))]);

  // she changes her mind
  await ada.grantPermissions(["camera", "microphone"]);
  await press(page, "Camera on");
  await plays(tileOf(ben, "Ada, muted"));
  await press(page, "Unmute");
  await has(ben, "Ada");
});

test("somebody without a camera is told so, and watches", async () => {
  const url = newCall(server);
  const bare = await launchBrowser(undefined, { without: ["--use-fake-device-for-media-stream"] });
  onTestFinished(() => bare.close());
  const [ada, ben] = await Promise.all([newCaller(bare), enter(browser, url, "Ben")]);
  const page = await ada.newPage();
  await page.goto(url);
  await says(page, "No camera or microphone was found");
  await press(page, "Join");
  await Promise.all([has(ben, "Guest, muted, camera off"), plays(tileOf(page, "Ben"))]);
});

test("a page that did not come over HTTPS leads to the one that does", async () => {
  const caller = await newCaller(browser);
  // any machine but this one: a page from localhost counts as secure
  await caller.route("http://call.example/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: server.origin + pathname }) });
  });
  const page = await caller.newPage();
  const { pathname } = new URL(newCall(server));
  await page.goto(`http://call.example${pathname}`);
  await page.getByRole("heading", { name: "This page did not come securely" }).waitFor();
  const secure = page.getByRole("link", { name: "Open the secure page" });
  expect(await secure.getAttribute("href")).toBe(`https://call.example${pathname}`);
});

test.for<[name: string, script: string]>([
  ["RTCPeerConnection", "delete globalThis.RTCPeerConnection"],
  ["navigator.mediaDevices", "delete Navigator.prototype.mediaDevices"],
])("a browser without %s is told which ones can", async ([, script]) => {
  const caller = await newCaller(browser);
  await caller.addInitScript(script);
  const page = await caller.newPage();
  await page.goto(newCall(server));
  await page.getByRole("heading", { name: "This browser cannot make video calls" }).waitFor();
  await says(page, "Open the link in a current Chrome, Edge, Firefox or Safari.");
});

test("without JavaScript the page says what it needs", async () => {
  // whoever wants no motion need not wait for it either
  const options = { javaScriptEnabled: false, reducedMotion: "reduce" } as const;
  const page = await (await newCaller(browser, options)).newPage();
  await page.goto(newCall(server));
  await says(page, "A video call needs JavaScript and a current browser.");
});
