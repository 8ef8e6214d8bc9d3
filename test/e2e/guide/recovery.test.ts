import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { findFreePort } from "../free-port.ts";
import { announces, decodesMore, join, launchBrowser, linksOf, newPerson, says, sees } from "../people.ts";
import { startServer } from "../server-process.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Two people in a call, and what to wait for when something beside it has been broken. */
async function callOfTwo(origin: string): Promise<{ pages: readonly Page[]; goesOn: () => Promise<void> }> {
  const pages = await Promise.all(
    ["Ada", "Grace"].map(async (name) => join(await newPerson(browser), `${origin}/room`, name)),
  );
  await Promise.all(pages.map((page) => sees(page, 1)));
  const links = await Promise.all(pages.map((page) => linksOf(page)));
  // the very links that there were decode more and more
  const goesOn = async (): Promise<void> => {
    await Promise.all(pages.map((page, index) => decodesMore(page, links[index] ?? [])));
  };
  return { pages, goesOn };
}

test("a room's crash is survived, and the room beside it does not notice", async () => {
  await using server = await startServer({ program: "test/e2e/guide/crash-server.ts" });
  const neighbour = await join(await newPerson(browser), `${server.origin}/other`, "Neighbour");
  await announces(neighbour, "You are in the call.");
  const { pages, goesOn } = await callOfTwo(server.origin);
  await neighbour.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket("wss://" + location.host + "/socket/room");
    socket.onmessage = () => socket.send(JSON.stringify({ event: "crash", data: null, to: "all" }));
    socket.onclose = resolve;
  })`);
  const told = "The room has crashed and is being started again. Reconnecting.";
  await Promise.all(pages.map((page) => announces(page, told)));
  for (const page of pages) await page.locator("#banner").waitFor({ state: "hidden" });
  await goesOn();
  expect(await neighbour.evaluate("announcements")).toEqual(["You are in the call."]);
});

test("a server that is killed is said on the page, which comes back when the server does, and the pictures never stop", async () => {
  await using server = await startServer({ env: { PORT: String(await findFreePort()) } });
  const { pages, goesOn } = await callOfTwo(server.origin);
  await server.stop("SIGKILL");
  await Promise.all(pages.map((page) => says(page, /The server cannot be reached\. Reconnecting in \d+ s…/)));
  // media does not go through the server: the pictures go on without it
  await goesOn();
  await using again = await startServer({ env: { PORT: String(server.port) } });
  expect(again.origin).toBe(server.origin);
  for (const page of pages) await page.locator("#banner").waitFor({ state: "hidden" });
  await goesOn();
});

test.for(["SIGTERM", "SIGINT"] as const)("%s drains: the pages are told, and the exit code is 0", async (signal) => {
  await using server = await startServer();
  const page = await join(await newPerson(browser), `${server.origin}/room`, "Ada");
  await announces(page, "You are in the call.");
  expect(await server.stop(signal)).toBe(0);
  await announces(page, "The server is restarting. Reconnecting.");
  expect(server.lines.at(-1)).toContain("drain_finished");
});
