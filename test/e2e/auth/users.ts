import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

import { newCaller, PATIENCE, plays, press, tileOf } from "../call/callers.ts";
import { type ServerProcess, startServer } from "../server-process.ts";
import { ADMIN, PASSWORD } from "./accounts.ts";

/** Starts the server of examples/auth, with an empty database that goes with it. */
export async function startAuthServer(): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-auth-"));
  const server = await startServer({ program: "examples/auth/src/main.ts", env: { DATA_FOLDER: folder } });
  const dispose = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { ...server, [Symbol.asyncDispose]: dispose };
}

/** What {@link startServerWith} starts with. */
export interface PresetOptions {
  /** The names of the accounts that are there, beside the admin's. */
  readonly accounts: readonly string[];
  /** @default 30 minutes */
  readonly sessionMs?: number;
}

/** Starts a server of the same application in whose database, in memory, there are accounts already. */
export function startServerWith({ accounts, sessionMs }: PresetOptions): Promise<ServerProcess> {
  const env = {
    ACCOUNTS: JSON.stringify(accounts),
    ...(sessionMs === undefined ? {} : { SESSION_MS: String(sessionMs) }),
  };
  return startServer({ program: "test/e2e/auth/auth-server.ts", env });
}

/** The link by which the first admin's account is made, as the server has printed it. */
export function setupLink({ lines }: Pick<ServerProcess, "lines">): string {
  const [link] = /https:\S+\/register\?setup=\S+/.exec(lines.join("\n")) ?? [];
  if (link === undefined) throw new Error(`The server has printed no link:\n${lines.join("\n")}`);
  return link;
}

/** Makes an account with the form at `url`; the page is at the log-in then. */
export async function register(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password, once more").fill(PASSWORD);
  await page.getByRole("button", { name: /^(Register|Make the account)$/ }).click();
  await page.getByRole("heading", { name: "Log in", exact: true }).waitFor(PATIENCE);
}

/** Fills in the log-in form that a page is at, and sends it. */
export async function logIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await press(page, "Log in");
}

/** Somebody who is logged in, in a browser window of their own. */
export interface User {
  readonly name: string;
  readonly window: BrowserContext;
  readonly page: Page;
}

/** Logs in somebody who has an account; their page is at the start. The window is closed with the test. */
export async function newUser(
  browser: Browser,
  { origin }: Pick<ServerProcess, "origin">,
  name: string,
  options: BrowserContextOptions = {},
): Promise<User> {
  const window = await newCaller(browser, options);
  const page = await window.newPage();
  await page.goto(`${origin}/log-in`);
  await logIn(page, name);
  await page.getByRole("heading", { name: `Hello, ${name}` }).waitFor(PATIENCE);
  return { name, window, page };
}

/** The page of the admin's that shows who is where. */
export async function openAdminPage(
  browser: Browser,
  server: Pick<ServerProcess, "origin">,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const { page } = await newUser(browser, server, ADMIN, options);
  await page.getByRole("link", { name: "Admin" }).click();
  await page.getByRole("heading", { name: "Accounts" }).waitFor(PATIENCE);
  return page;
}

/** Makes a call, and gives back its URL: the page is in its lobby. */
export async function makeCall({ page }: Pick<User, "page">): Promise<string> {
  await press(page, "New call");
  await page.waitForURL("**/calls/*");
  return page.url();
}

/** The name of the call with that URL. */
export function callOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

/** Goes to a call and joins. */
export async function enterCall({ page }: Pick<User, "page">, url: string): Promise<void> {
  if (page.url() !== url) await page.goto(url);
  await press(page, "Join");
}

/** Waits until both see the other, as it is now. */
export async function seeEachOther(one: User, other: User): Promise<void> {
  await Promise.all([plays(tileOf(one.page, other.name)), plays(tileOf(other.page, one.name))]);
}

/** Waits until a page has that heading. */
export async function seesHeading(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { name, exact: true }).waitFor(PATIENCE);
}

/** For axe-core: colours that glide are none that can be judged. */
export const STILL = { reducedMotion: "reduce" } as const;
