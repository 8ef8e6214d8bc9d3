import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import type { Browser, Download, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { announces, launchBrowser } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { callOfTwo, newCall, PATIENCE, press, startCallServer } from "./callers.ts";

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startCallServer()]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("five megabytes arrive as they were sent, and both sides see how far they are", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  const content = randomBytes(5_000_000);
  await choose(ben, "mountains.bin", content);
  await announces(ada, "Ben wants to send mountains.bin, 5 MB.");
  await ben.getByText("Waiting for a yes").waitFor();
  await Promise.all([keepProgress(ada), keepProgress(ben)]);
  await press(ada, "Accept");
  // whoever accepts is shown the list
  await ada.getByRole("complementary", { name: "Chat" }).waitFor();
  const file = await save(ada);
  expect(file.suggestedFilename()).toBe("mountains.bin");
  expect(hashOf(await readFile(await file.path()))).toBe(hashOf(content));
  await ben.getByText("Arrived").waitFor(PATIENCE);
  for (const page of [ada, ben]) {
    const progress = await page.evaluate<number[]>("progressOverTime");
    expect(progress.some((fraction) => fraction > 0 && fraction < 1)).toBe(true);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
  }
});

test("a file that is refused does not come, and its sender is told", async () => {
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  await choose(ben, "secret.txt", Buffer.from("nobody wants to know"));
  await press(ada, "Refuse");
  await ben.getByText("Refused").waitFor(PATIENCE);
  await press(ada, /^Chat/);
  await ada.getByRole("log").getByText("Refused").waitFor();
  expect(await ada.getByRole("link", { name: "Save" }).count()).toBe(0);

  // and the next one is offered as if nothing had been
  await choose(ben, "photo.txt", Buffer.from("a photo"));
  await press(ada, "Accept");
  const file = await save(ada);
  expect(await readFile(await file.path(), "utf8")).toBe("a photo");
  await press(ada, "Close chat");

  // or dropped, anywhere on the page; and whoever sends them can think again
  const files = await ben.evaluateHandle(`{
    const files = new DataTransfer();
    files.items.add(new File(["one"], "one.txt"));
    files.items.add(new File(["two"], "two.txt"));
    files;
  }`);
  await ben.dispatchEvent(".stage", "dragover", { dataTransfer: files });
  await ben.getByText("Let go to send it to everybody").waitFor();
  await ben.dispatchEvent(".stage", "drop", { dataTransfer: files });
  for (const name of ["one.txt", "two.txt"]) await ada.getByText(name, { exact: true }).waitFor(PATIENCE);
  expect(await ada.getByRole("button", { name: "Accept" }).count()).toBe(2);
  const first = ben.getByRole("article").filter({ hasText: "one.txt" });
  await first.getByRole("button", { name: "Cancel" }).click();
  await first.getByText("Cancelled").waitFor();
  await expect.poll(() => ada.getByRole("button", { name: "Accept" }).count(), PATIENCE).toBe(1);
});

/** Offers a file to everybody. */
async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const message = page.getByLabel("Message");
  if (!(await message.isVisible())) await press(page, /^Chat/);
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
}

/** Saves the file that has come, as soon as it is whole. */
async function save(page: Page): Promise<Download> {
  const link = page.getByRole("link", { name: "Save" });
  await link.waitFor(PATIENCE);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return download;
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** From now on, keeps each value that a progress bar has. */
function keepProgress(page: Page): Promise<void> {
  return page.evaluate<void>(`{
    globalThis.progressOverTime = [];
    const keep = () => {
      const bar = document.querySelector("progress");
      if (bar !== null) progressOverTime.push(bar.value);
    };
    new MutationObserver(keep).observe(document.body, { subtree: true, childList: true, attributes: true });
  }`);
}
