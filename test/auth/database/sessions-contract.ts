import { expect, test } from "vitest";

import { type Account, Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import type { Database } from "../../../examples/auth/src/database/open-database.ts";
import { openKeyRing } from "../../../examples/auth/src/sessions/key-ring.ts";
import { Sessions } from "../../../examples/auth/src/sessions/sessions.ts";
import { newName } from "./accounts-contract.ts";
import { createCountingHasher } from "./counting-hasher.ts";
import { INJECTIONS } from "./injections.ts";

const MINUTE_MS = 60_000;
const START = Date.parse("2030-01-01T00:00:00.500Z");

/** What `Sessions` promise, on any database. */
export function sessionsContract(open: () => Database): void {
  async function createSessions() {
    let time = START;
    const database = open();
    const keys = await openKeyRing(null, () => time);
    const sessions = new Sessions({ database, keys, lifetimeMs: 30 * MINUTE_MS, now: () => time });
    const pass = (ms: number): void => {
      time += ms;
    };
    return {
      database,
      accounts: new Accounts(database, createCountingHasher()),
      sessions,
      keys,
      now: () => time,
      pass,
    };
  }

  async function createAccount(accounts: Accounts): Promise<Account> {
    const account = await accounts.create({ name: newName(), password: "correct horse battery" });
    if (account === null) throw new Error("The name is taken");
    return account;
  }

  test("a session is read from its cookie until it expires", async () => {
    const { accounts, sessions, pass } = await createSessions();
    const account = await createAccount(accounts);
    const { session, cookie } = await sessions.begin(account);
    // whole seconds, and never longer than it should be
    expect(session).toEqual({
      id: expect.stringMatching(/^[\w-]{43}$/),
      account,
      expiresAt: START - 500 + 30 * MINUTE_MS,
    });
    expect(await sessions.read(cookie)).toEqual(session);
    pass(30 * MINUTE_MS - 501);
    expect(await sessions.read(cookie)).toEqual(session);
    pass(1);
    expect(await sessions.read(cookie)).toBeNull();
  });

  test("each log-in has an id of its own, and its end is that of no other", async () => {
    const { accounts, sessions } = await createSessions();
    const account = await createAccount(accounts);
    const [one, other] = [await sessions.begin(account), await sessions.begin(account)];
    expect(one.session.id).not.toBe(other.session.id);
    await sessions.end(one.session.id);
    expect(await sessions.read(one.cookie)).toBeNull();
    expect(await sessions.read(other.cookie)).toEqual(other.session);
  });

  test("neither the id nor a row lets anybody in", async () => {
    const { database, accounts, sessions } = await createSessions();
    const { session, cookie } = await sessions.begin(await createAccount(accounts));
    expect(await sessions.read(session.id)).toBeNull();
    const [, payload = ""] = cookie.split(".");
    const { sid } = JSON.parse(Buffer.from(payload, "base64url").toString());
    const rows = await database.selectFrom("sessions").selectAll().where("id", "=", session.id).execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify([rows, session])).not.toContain(sid);
  });

  test("a blocked account has no sessions, until it is unblocked", async () => {
    const { accounts, sessions } = await createSessions();
    const account = await createAccount(accounts);
    const { session, cookie } = await sessions.begin(account);
    await accounts.setBlocked(account.id, true);
    expect(await sessions.read(cookie)).toBeNull();
    await accounts.setBlocked(account.id, false);
    expect(await sessions.read(cookie)).toEqual(session);
  });

  test("an account that is gone has no sessions", async () => {
    const { database, accounts, sessions } = await createSessions();
    const account = await createAccount(accounts);
    const { cookie } = await sessions.begin(account);
    await database.deleteFrom("accounts").where("id", "=", account.id).execute();
    expect(await sessions.read(cookie)).toBeNull();
  });

  test("a renewed session has its id and lasts longer, by its new cookie", async () => {
    const { accounts, sessions, pass } = await createSessions();
    const first = await sessions.begin(await createAccount(accounts));
    pass(20 * MINUTE_MS);
    const renewed = await sessions.renew((await sessions.read(first.cookie)) ?? first.session);
    expect(renewed.session).toEqual({ ...first.session, expiresAt: first.session.expiresAt + 20 * MINUTE_MS });
    pass(20 * MINUTE_MS);
    expect(await sessions.read(first.cookie)).toBeNull();
    expect(await sessions.read(renewed.cookie)).toEqual(renewed.session);
  });

  test("a session lasts 12 hours at most, however often it is renewed", async () => {
    const { accounts, sessions, pass } = await createSessions();
    const first = await sessions.begin(await createAccount(accounts));
    let { session, cookie } = first;
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      pass(20 * MINUTE_MS);
      ({ session, cookie } = await sessions.renew((await sessions.read(cookie)) ?? session));
    }
    expect(session.expiresAt).toBe(START - 500 + 12 * 60 * MINUTE_MS);
    pass(20 * MINUTE_MS);
    expect(await sessions.read(cookie)).toBeNull();
  });

  test("a session that ended before it was renewed comes back as one that has expired", async () => {
    const { accounts, sessions, now } = await createSessions();
    const { session, cookie } = await sessions.begin(await createAccount(accounts));
    await sessions.end(session.id);
    const renewed = await sessions.renew(session);
    expect(renewed.session.expiresAt).toBeLessThanOrEqual(now());
    expect(await sessions.read(renewed.cookie)).toBeNull();
    expect(await sessions.read(cookie)).toBeNull();
  });

  test("a session that somebody has put together cannot be renewed", async () => {
    const { accounts, sessions } = await createSessions();
    const { session } = await sessions.begin(await createAccount(accounts));
    await expect(sessions.renew({ ...session })).rejects.toThrow(TypeError);
  });

  test("a session that ends while it is being read or renewed is over afterwards, whichever came first", async () => {
    const { accounts, sessions } = await createSessions();
    const account = await createAccount(accounts);
    for (let round = 0; round < 10; round += 1) {
      const { session, cookie } = await sessions.begin(account);
      const [read, , renewed] = await Promise.all([
        sessions.read(cookie),
        sessions.end(session.id),
        sessions.renew(session),
        sessions.read(cookie),
      ]);
      expect([null, session.id]).toContain(read?.id ?? null);
      expect(await sessions.read(cookie)).toBeNull();
      expect(await sessions.read(renewed.cookie)).toBeNull();
    }
  });

  test("all sessions of an account end together, and those that were good are told", async () => {
    const { accounts, sessions, pass } = await createSessions();
    const [account, other] = [await createAccount(accounts), await createAccount(accounts)];
    const expired = await sessions.begin(account);
    pass(30 * MINUTE_MS);
    const [one, two, ended] = [
      await sessions.begin(account),
      await sessions.begin(account),
      await sessions.begin(account),
    ];
    const others = await sessions.begin(other);
    await sessions.end(ended.session.id);
    const ids = await sessions.endAllOf(account.id);
    expect(new Set(ids)).toEqual(new Set([one.session.id, two.session.id]));
    expect(ids).not.toContain(expired.session.id);
    expect(await sessions.read(one.cookie)).toBeNull();
    expect(await sessions.read(others.cookie)).toEqual(others.session);
    expect(await sessions.endAllOf(account.id)).toEqual([]);
  });

  test("the rows of sessions that are over go with a later log-in", async () => {
    const { database, accounts, sessions, pass } = await createSessions();
    const account = await createAccount(accounts);
    const rows = async (): Promise<string[]> => {
      const own = database.selectFrom("sessions").select("id").where("account_id", "=", account.id);
      return (await own.execute()).map(({ id }) => id);
    };
    const [over, ended] = [await sessions.begin(account), await sessions.begin(account)];
    await sessions.end(ended.session.id);
    pass(15 * MINUTE_MS);
    const good = await sessions.begin(account);
    expect(new Set(await rows())).toEqual(new Set([over.session.id, good.session.id]));
    pass(20 * MINUTE_MS);
    const last = await sessions.begin(account);
    expect(new Set(await rows())).toEqual(new Set([good.session.id, last.session.id]));
  });

  test("a cookie of before a new key was made is good until it expires", async () => {
    const { accounts, sessions, keys, pass } = await createSessions();
    const old = keys.newest("session").kid;
    pass(30 * 24 * 60 * MINUTE_MS - MINUTE_MS);
    const { session, cookie } = await sessions.begin(await createAccount(accounts));
    pass(2 * MINUTE_MS);
    expect(keys.newest("session").kid).not.toBe(old);
    expect(await sessions.read(cookie)).toEqual(session);
  });

  test.for(INJECTIONS)("SQL is a cookie or an id like any other: %j", async (text) => {
    const { accounts, sessions } = await createSessions();
    const { session, cookie } = await sessions.begin(await createAccount(accounts));
    expect(await sessions.read(text)).toBeNull();
    expect(await sessions.endAllOf(text)).toEqual([]);
    // an id is never read from a request: what cannot be kept as a text may fail
    await sessions.end(text).catch(() => undefined);
    expect(await sessions.read(cookie)).toEqual(session);
  });
}
