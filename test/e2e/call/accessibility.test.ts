import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, launchBrowser, says } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { callOfTwo, has, newCall, newCaller, PATIENCE, press, startCallServer } from "./callers.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

/** Everything that axe-core finds serious or critical on a page as it is, on a desktop and on a phone, light and dark. */
async function findProblems(page: Page): Promise<string[]> {
  // evaluated, as the page's policy allows no script but its own
  await page.evaluate(AXE);
  const problems: string[] = [];
  for (const [scheme, size] of [
    ["light", DESKTOP],
    ["dark", DESKTOP],
    ["light", PHONE],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize(size);
    const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
    for (const { id, impact, nodes } of violations) {
      if (impact !== "serious" && impact !== "critical") continue;
      problems.push(`${scheme} ${size.width}: ${id} (${impact}) of ${nodes.map(({ html }) => html).join(", ")}`);
    }
  }
  return problems;
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

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
