import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import type { Logger } from "@parlor/server";
import { TestServer } from "@parlor/server/testing";
import { onTestFinished } from "vitest";

import { Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import type { PasswordHasher } from "../../../examples/auth/src/accounts/password-hasher.ts";
import { type App, createApp, SOCKET_PATH } from "../../../examples/auth/src/app.ts";
import { Calls } from "../../../examples/auth/src/calls/calls.ts";
import { type Database, openDatabase } from "../../../examples/auth/src/database/open-database.ts";
import { type KeyRing, openKeyRing } from "../../../examples/auth/src/sessions/key-ring.ts";
import { readSettings, type Settings } from "../../../examples/auth/src/settings.ts";
import { MemoryDialer } from "../../../packages/server/src/testing/memory-dialer.ts";
import { Visitor } from "./visitor.ts";

let shared: Promise<Database> | null = null;

// starting one takes seconds, so all tests of a worker share it, one after the other; it ends with the worker

async function emptyDatabase(): Promise<Database> {
  shared ??= openDatabase({ folder: null });
  const database = await shared;
  for (const table of ["call_bans", "calls", "sessions", "accounts"] as const) {
    await database.deleteFrom(table).execute();
  }
  return database;
}

/** What can be different from a new and empty site whose registration is open. */
export interface SiteOptions extends Partial<Omit<Settings, "database">> {
  /** That of another site of the same test, as it is. @default an empty one */
  readonly database?: Database;
  readonly keys?: KeyRing;
  readonly now?: () => number;
  /** @default argon2id */
  readonly hasher?: PasswordHasher;
  /** Then nothing is in {@link Site.logged}. @default one that keeps each line */
  readonly log?: Logger;
}

/** The application in this very process, with a database in memory. It closes itself when the test is over; open no two at once, but with the same database. */
export interface Site {
  readonly app: App;
  readonly database: Database;
  readonly keys: KeyRing;
  readonly accounts: Accounts;
  readonly calls: Calls;
  /** For WebSockets: see {@link Visitor.upgradeHeaders}. */
  readonly sockets: TestServer;
  /** What it has logged, line by line. */
  readonly logged: readonly string[];
  /** A browser without cookies; each has an address of its own, or the one that is given. */
  visitor(address?: string): Visitor;
  /** A browser of somebody who has an account, new and logged in. */
  member(name: string, role?: "member" | "admin"): Promise<Visitor>;
}

export const PASSWORD = "six green umbrellas";

/** Starts a site for a test. */
export async function openSite({ database, keys, now, hasher, log, ...settings }: SiteOptions = {}): Promise<Site> {
  const ownDatabase = database ?? (await emptyDatabase());
  const ownKeys = keys ?? (await openKeyRing(null, now));
  const kept = keepingLog();
  const app = await createApp({
    database: ownDatabase,
    keys: ownKeys,
    settings: { ...readSettings({}), pageFolder: await builtPage(), ...settings },
    log: log ?? kept.log,
    ...(now === undefined ? {} : { now }),
    ...(hasher === undefined ? {} : { hasher }),
  });
  const sockets = new TestServer(app.parlor, [], new MemoryDialer(SOCKET_PATH));
  onTestFinished(async () => {
    await sockets.close();
    await app.close();
  });
  const accounts = new Accounts(ownDatabase, hasher);
  let addresses = 0;
  const visitor = (address = `192.0.2.${++addresses}`): Visitor => new Visitor(app.router, address);
  const member: Site["member"] = async (name, role = "member") => {
    if ((await accounts.create({ name, password: PASSWORD, role })) === null) throw new Error(`${name} is taken`);
    const browser = visitor();
    await browser.logIn(name, PASSWORD);
    return browser;
  };
  const calls = new Calls(ownDatabase);
  return { app, database: ownDatabase, keys: ownKeys, accounts, calls, sockets, logged: kept.logged, visitor, member };
}

/** What `vite build` makes, as far as the server looks at it. */
async function builtPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-auth-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const sources = ["icon.svg", "styles/pages.css", "styles/call.css", "main.tsx"];
  const manifest = sources.map((source, index) => [source, { file: `assets/${index}-x.css` }]);
  await writeFile(join(folder, "manifest.json"), JSON.stringify(Object.fromEntries(manifest)));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "assets", "1-x.css"), "body {}");
  return folder;
}

function keepingLog(): { readonly log: Logger; readonly logged: string[] } {
  const logged: string[] = [];
  const keep = (fields: object, message: string): void => {
    logged.push(`${message} ${inspect(fields, { depth: 10 })}`);
  };
  return { log: { error: keep, warn: keep, info: keep, debug: keep }, logged };
}
