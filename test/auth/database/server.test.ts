import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import { openDatabase } from "../../../examples/auth/src/database/open-database.ts";
import { StartError } from "../../../examples/serve/start-error.ts";
import { type Postgres, startPostgres } from "../postgres.ts";
import { databaseContract } from "./contract.ts";
import { createCountingHasher } from "./counting-hasher.ts";

let running: Postgres | null = null;

function postgres(): Postgres {
  if (running === null) throw new Error("Not running yet");
  return running;
}

beforeAll(async () => {
  running = await startPostgres();
});

afterAll(() => running?.[Symbol.asyncDispose]());

describe("PostgreSQL", () => {
  databaseContract(async () => openDatabase({ url: await postgres().createDatabase() }));
});

test("programs that start at once make the tables once", async () => {
  const url = await postgres().createDatabase();
  const databases = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url })));
  expect(await postgres().run(url, "select name from kysely_migration order by name")).toBe(
    "0001-accounts\n0002-calls",
  );
  const all = databases.map((database) => new Accounts(database, createCountingHasher()));
  const made = await Promise.all(all.map((accounts) => accounts.create({ name: "Ann", password: "x" })));
  expect(made.filter((account) => account !== null)).toHaveLength(1);
  for (const database of databases) await database.destroy();
});

test("a connection that breaks while nobody uses it is replaced", async () => {
  const url = await postgres().createDatabase();
  const database = await openDatabase({ url });
  onTestFinished(() => database.destroy());
  const accounts = new Accounts(database, createCountingHasher());
  expect(await accounts.list()).toEqual([]);
  await postgres().run(
    url,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parlor%'",
  );
  // the news may come after the next query has left, once for each connection that there was
  await expect.poll(() => accounts.list().catch(() => "broken")).toEqual([]);
});

test("a query that waits too long is given up", async () => {
  const url = await postgres().createDatabase();
  const database = await openDatabase({ url });
  onTestFinished(() => database.destroy());
  expect(await postgres().run(url, "show statement_timeout")).toBe("0");
  const { rows } = await database.executeQuery<{ statement_timeout: string }>({
    ...database.selectFrom("accounts").select("id").compile(),
    sql: "show statement_timeout",
  });
  expect(rows).toEqual([{ statement_timeout: "10s" }]);
});

/** Changes a good URL into one that is not. */
type Change = (url: URL) => void;

const REFUSALS: readonly (readonly [string, Change, RegExp])[] = [
  ["the wrong password", (url) => (url.password = "s3cr%40et"), /does not let "parlor" in with this password$/],
  ["no password", (url) => (url.password = ""), /does not let "parlor" in with this password$/],
  ["another user", (url) => (url.username = "some%22body"), /does not let "some\\"body" in with this password$/],
  ["no such database", (url) => (url.pathname = "/nowhere"), /has no database "nowhere"$/],
  ["nobody at the port", (url) => (url.port = "1"), /no PostgreSQL answers at 127\.0\.0\.1:1 \(ECONNREFUSED\)$/],
  [
    "no socket in the folder",
    (url) => url.searchParams.set("host", "/nowhere"),
    /no PostgreSQL answers at .* \(ENOENT\)$/,
  ],
  ["encryption it cannot do", (url) => url.searchParams.set("sslmode", "verify-full"), /does not support SSL/],
  [
    "a message with the password in it",
    (url) => {
      url.searchParams.set("sslmode", "verify-full");
      url.password = "connections";
    },
    /does not support SSL \*\*\*$/,
  ],
  ["no such certificate", (url) => url.searchParams.set("sslrootcert", "/nowhere"), /no such file/],
  ["another protocol", (url) => (url.href = url.href.replace("postgres:", "mysql:")), /expected postgres:\/\/USER/],
];

test.for(REFUSALS)(
  "a server that does not let us in is a sentence without the password: %s",
  async ([, change, sentence]) => {
    const url = new URL(await postgres().createDatabase());
    change(url);
    const failure = await openDatabase({ url: url.href }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    const { message, cause } = failure as StartError;
    expect(message).toMatch(/^DATABASE_URL: [^\n]+$/);
    expect(message).toMatch(sentence);
    expect(cause).toBeUndefined();
    for (const secret of [url.password, decodeURIComponent(url.password)]) {
      if (secret !== "") expect(message).not.toContain(secret);
    }
  },
);

test.for([
  "",
  "localhost",
  "postgres:sekret",
  "postgres://ann:%ZZsekret@localhost/x",
  "postgres://ann:sekret@host:99999/x",
])("what is no URL is a sentence that does not show it: %j", async (url) => {
  const failure = openDatabase({ url });
  await expect(failure).rejects.toThrow(StartError);
  await expect(failure).rejects.not.toThrow("sekret");
});

test("a user who may not make tables is told so", async () => {
  const url = new URL(await postgres().createDatabase());
  await postgres().run(
    url.href,
    "create role guest login password 'guest'; revoke create on schema public from public",
  );
  url.username = "guest";
  url.password = "guest";
  await expect(openDatabase({ url: url.href })).rejects.toThrow('"guest" may not make tables in');
});

test("a server that has ended is a failure of the query, and of nothing else", async () => {
  const own = await startPostgres();
  onTestFinished(() => own[Symbol.asyncDispose]());
  const database = await openDatabase({ url: await own.createDatabase() });
  onTestFinished(() => database.destroy());
  const accounts = new Accounts(database, createCountingHasher());
  await accounts.list();
  await own.stop();
  await accounts.list().catch(() => undefined);
  await expect(accounts.list()).rejects.toThrow("ECONNREFUSED");
});
