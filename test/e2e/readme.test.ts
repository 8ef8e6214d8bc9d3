import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";

import { createParlor, type JoinRequest, Peer, Room } from "@parlor/server";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { bundleModule } from "../../scripts/bundle-module.ts";
import { launchBrowser, newPerson, sees } from "./people.ts";

const ROOT = resolve(import.meta.dirname, "../..");

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

class OpenPeer extends Peer {
  override parseRequest(): JoinRequest {
    return { room: "room", credentials: null, metadata: null };
  }
}

class OpenRoom extends Room {}

/** Serves files by path beside a Parlor with one open room. `localhost` is a secure context without a certificate. */
async function serve(files: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(({ url = "/" }, response) => {
    const body = files[url];
    response.setHeader("Content-Type", url.endsWith(".js") ? "text/javascript" : "text/html");
    response.writeHead(body === undefined ? 404 : 200).end(body);
  }).listen(0);
  await once(server, "listening");
  const parlor = createParlor({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  parlor.attach(server, { path: "/socket/:room?" });
  onTestFinished(async () => {
    await parlor.close();
    server.close();
    server.closeAllConnections();
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has an address of this kind
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

async function open(url: string): Promise<Page> {
  const page = await (await newPerson(browser)).newPage();
  await page.goto(url);
  return page;
}

function page(script: string): string {
  return `<!doctype html><title></title><link rel="icon" href="data:,"><body><script type="module">${script}</script>`;
}

test("the call of the client's README is one, of less than thirty lines", async () => {
  const readme = readFileSync(resolve(ROOT, "packages/client/README.md"), "utf8");
  const snippet = /^```ts\n(.*?)^```/msu.exec(readme)?.[1] ?? "";
  expect(snippet.split("\n").length).toBeLessThan(30);
  const url = await serve({ "/": page('import "/call.js";'), "/call.js": await bundleModule(snippet) });
  const pages = [await open(url), await open(url)];
  await Promise.all(pages.map((one) => sees(one, 1)));
  expect(await Promise.all(pages.map((one) => one.title()))).toEqual(["open", "open"]);
});

test("the page of the quick start is a call, without a bundler", async () => {
  const quickStart = readFileSync(resolve(ROOT, "docs/quick-start.md"), "utf8");
  const html = /^```html\n(.*?)^```/msu.exec(quickStart)?.[1] ?? "";
  const bundle = await bundleModule('export * from "@parlor/client";');
  const url = await serve({ "/": html, "/parlor-client.min.js": bundle });
  const pages = [await open(url), await open(url)];
  await Promise.all(pages.map((one) => sees(one, 1)));
  for (const one of pages) expect(await one.locator("#state").textContent()).toBe("open");
});
