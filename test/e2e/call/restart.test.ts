import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { findFreePort } from "../free-port.ts";
import { announces, decodesMore, launchBrowser, linksOf, says } from "../people.ts";
import { callOfTwo, newCall, PATIENCE, press, startCallServer, tilesOverTime } from "./callers.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("a server that is killed and started again is said on the page, and the call goes on as if nothing had been", async () => {
  await using server = await startCallServer({ PORT: String(await findFreePort()) });
  const { ada, ben } = await callOfTwo(browser, newCall(server));
  const pages = [ada, ben];
  for (const page of pages) await press(page, "Chat");
  const links = await Promise.all(pages.map((page) => linksOf(page)));
  // the very links that there were decode more and more
  const goesOn = async (): Promise<void> => {
    await Promise.all(pages.map((page, index) => decodesMore(page, links[index] ?? [])));
  };

  await server.stop("SIGKILL");
  await Promise.all(
    pages.map((page) =>
      says(page, /^No connection to the server\. You can still see and hear each other\. Trying again/),
    ),
  );
  for (const page of pages)
    expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
  await goesOn();

  await using again = await startCallServer({ PORT: String(server.port) });
  expect(again.origin).toBe(server.origin);
  for (const page of pages) {
    await page.locator(".note").waitFor({ ...PATIENCE, state: "detached" });
    await announces(page, "The connection to the server is back.");
  }
  await goesOn();
  for (const [from, to] of [
    [ada, ben],
    [ben, ada],
  ] as const) {
    await from.getByLabel("Message").fill("Are you still there?");
    await from.keyboard.press("Enter");
    await to.getByRole("article").filter({ hasText: "Are you still there?" }).first().waitFor(PATIENCE);
  }
  // nobody has come or gone, and no other links were left behind
  expect([await tilesOverTime(ada), await tilesOverTime(ben)]).toEqual([[["Ben"]], [["Ada"]]]);
  await expect
    .poll(async () => (await linksOf(ada)).map(({ number }) => number), PATIENCE)
    .toEqual(numbersOf(links[0]));
  await expect
    .poll(async () => (await linksOf(ben)).map(({ number }) => number), PATIENCE)
    .toEqual(numbersOf(links[1]));
  await goesOn();
});

function numbersOf(links: readonly { readonly number: number }[] | undefined): number[] {
  return (links ?? []).map(({ number }) => number);
}

test("a server that is stopped in order says so, and the exit code is 0", async () => {
  await using server = await startCallServer();
  const { ada } = await callOfTwo(browser, newCall(server));
  expect(await server.stop("SIGTERM")).toBe(0);
  await says(ada, /^The server is being restarted\. You can still see and hear each other\./);
});
