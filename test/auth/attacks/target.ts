import type { TestClient } from "@parlor/server/testing";
import { expect, onTestFinished } from "vitest";

import { type CountingHasher, createCountingHasher } from "../database/counting-hasher.ts";
import { openSite, PASSWORD, type Site, type SiteOptions } from "../web/site.ts";
import { hiddenFields, socketPath, type Visitor } from "../web/visitor.ts";

/** A site under attack. */
export interface Target extends Site {
  readonly hasher: CountingHasher;
}

/** What somebody types who guesses. None of it may be logged, as it may be nearly right. */
export const GUESS = "seven blue umbrellas";

/**
 * Opens a site whose passwords are checked at once. However the attack ends, nothing in the log is worth anything to who
 * finds it: no password or guess, no JSON Web Token, no ticket, CSRF token or id of a session, no visitor's cookie.
 */
export async function openTarget(options: SiteOptions = {}): Promise<Target> {
  const hasher = createCountingHasher();
  const site = await openSite({ hasher, ...options });
  const visitors: Visitor[] = [];
  const keep = (browser: Visitor): Visitor => {
    visitors.push(browser);
    return browser;
  };
  onTestFinished(() => {
    const log = site.logged.join("\n");
    expect(log).not.toMatch(SECRET);
    for (const secret of [PASSWORD, GUESS, ...visitors.flatMap(({ cookies }) => [...cookies.values()])]) {
      if (secret !== "") expect(log).not.toContain(secret);
    }
  });
  return {
    ...site,
    hasher,
    visitor: (address) => keep(site.visitor(address)),
    member: async (name, role) => keep(await site.member(name, role)),
  };
}

/** The beginning of a token's header in base64url, or as much of it as no UUID has without a break. */
const SECRET = /eyJ[\w-]{8}|[\w-]{40}/;

/** Everything that is in the database. */
export async function snapshot({ database }: Site): Promise<unknown> {
  return {
    accounts: await database.selectFrom("accounts").selectAll().orderBy("id").execute(),
    sessions: await database.selectFrom("sessions").selectAll().orderBy("id").execute(),
    calls: await database.selectFrom("calls").selectAll().orderBy("name").execute(),
    bans: await database.selectFrom("call_bans").selectAll().orderBy("account_id").execute(),
  };
}

export async function idOf({ accounts }: Site, name: string): Promise<string> {
  const found = (await accounts.list()).find((account) => account.name === name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found.id;
}

/** The token of the first form of a page that goes to `action`. */
export async function csrfOf(browser: Visitor, page = "/", action = "/log-out"): Promise<string> {
  return hiddenFields((await browser.get(page)).text, action)["csrf"] ?? "";
}

export function cookieOf(browser: Visitor): string {
  const cookie = browser.cookies.get("__Host-session");
  if (cookie === undefined) throw new Error("Nobody is logged in");
  return cookie;
}

/** What somebody who opens a socket is told: "in", or the code of the refusal and what it says. */
export async function knock(
  { sockets }: Site,
  headers: Readonly<Record<string, string>>,
  call: string,
  tab?: string,
): Promise<string> {
  const client = await sockets.connect(socketPath(call, tab), headers);
  if ("status" in client) return `${client.status} ${codeOf(client.body)}`;
  const { event, data } = await client.next();
  return event === "authenticated" ? "in" : codeOf(data);
}

function codeOf(data: unknown): string {
  if (typeof data !== "object" || data === null || !("code" in data)) return "nothing";
  return `${String(data.code)}${"details" in data && typeof data.details === "string" ? `: ${data.details}` : ""}`;
}

/** Joins a call from one of the site's pages. */
export function join({ sockets }: Site, browser: Visitor, call: string, tab?: string): Promise<TestClient> {
  return sockets.join(socketPath(call, tab), browser.upgradeHeaders());
}

/** Asks for a join token as the call's page does: gives back the status, and the token or the error. */
export async function renew(browser: Visitor, call: string): Promise<{ status: number; said: string }> {
  const { status, text } = await browser.send("/session/renew", {
    method: "POST",
    headers: {
      origin: "https://calls.example",
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
      "x-csrf-token": await csrfOf(browser).catch(() => ""),
    },
    body: JSON.stringify({ call }),
  });
  const said: { token?: string; error?: string } = text.startsWith("{") ? JSON.parse(text) : {};
  return { status, said: said.token ?? said.error ?? "" };
}
