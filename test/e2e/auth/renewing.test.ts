import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { hasOnly, PATIENCE, press } from "../call/callers.ts";
import { launchBrowser } from "../people.ts";
import type { ServerProcess } from "../server-process.ts";
import { enterCall, logIn, makeCall, newUser, seeEachOther, startServerWith, type User } from "./users.ts";

/** Time enough to log in and join; then the test waits until it is over. */
const SESSION_MS = 12_000;

let browser: Browser;
let server: ServerProcess;
beforeAll(async () => {
  const accounts = ["Ada", "Ben", "Cleo"];
  [browser, server] = await Promise.all([launchBrowser(), startServerWith({ accounts, sessionMs: SESSION_MS })]);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

test("a session is renewed within the call; one that is not renewed ends it, and after a new log-in one is back", async () => {
  const [ada, ben, cleo] = await Promise.all(["Ada", "Ben", "Cleo"].map((name) => newUser(browser, server, name)));
  if (ada === undefined || ben === undefined || cleo === undefined) throw new Error("Three are three");
  const first = await sessionOf(ada);
  const heard = listen(ada.page);
  // so he asks in vain
  await ben.window.route("**/session/renew", () => {});
  const url = await makeCall(ada);
  await Promise.all([ada, ben, cleo].map((user) => enterCall(user, url)));
  await Promise.all([seeEachOther(ada, ben), seeEachOther(ada, cleo)]);

  const expired = ben.page.getByRole("heading", { name: "Your log-in has expired" });
  await expired.waitFor(PATIENCE);
  await hasOnly(ada.page, "Cleo");
  await expect.poll(() => Date.now() > first.expiresAt, PATIENCE).toBe(true);
  const now = await sessionOf(ada);
  expect(now.cookie).not.toBe(first.cookie);
  expect(now.expiresAt).toBeGreaterThan(Date.now());
  expect(heard).toContain("token_accepted");
  // one socket, so the same peer as before
  expect(heard.filter((event) => event === "authenticated")).toHaveLength(1);
  await seeEachOther(ada, cleo);

  await ben.window.unroute("**/session/renew");
  await press(ben.page, "Log in again");
  await logIn(ben.page, "Ben");
  await ben.page.waitForURL(url);
  await enterCall(ben, url);
  await seeEachOther(ada, ben);
});

interface Session {
  readonly cookie: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The session of somebody, as their browser has it. */
async function sessionOf({ window }: User): Promise<Session> {
  const cookies = await window.cookies();
  const cookie = cookies.find(({ name }) => name === "__Host-session")?.value ?? "";
  const [, payload = ""] = cookie.split(".");
  return { cookie, expiresAt: JSON.parse(Buffer.from(payload, "base64url").toString()).exp * 1000 };
}

/** The events that the server sends to a page from now on, over all its sockets. */
function listen(page: Page): readonly string[] {
  const events: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      if (String(payload).startsWith("{")) events.push(JSON.parse(String(payload)).event);
    });
  });
  return events;
}
