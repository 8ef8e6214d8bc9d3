import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { migrate } from "../../../examples/auth/src/database/migrate.ts";
import type { Database } from "../../../examples/auth/src/database/open-database.ts";
import { StartError } from "../../../examples/serve/start-error.ts";
import { accountsContract } from "./accounts-contract.ts";
import { callsContract } from "./calls-contract.ts";
import { sessionsContract } from "./sessions-contract.ts";

/** What the example's data owes it, whichever database it is in. All tests share the database that is opened. */
export function databaseContract(openDatabase: () => Promise<Database>): void {
  let database: Database | null = null;
  const open = (): Database => {
    if (database === null) throw new Error("Not open yet");
    return database;
  };

  beforeAll(async () => {
    database = await openDatabase();
  });

  afterAll(() => database?.destroy());

  describe("accounts", () => {
    accountsContract(open);
  });
  describe("sessions", () => {
    sessionsContract(open);
  });
  describe("calls", () => {
    callsContract(open);
  });

  test("tables that are up to date stay as they are", async () => {
    await Promise.all([migrate(open()), migrate(open())]);
    expect(await tablesOf(open())).toEqual(["accounts", "call_bans", "calls", "sessions"]);
  });

  test("what a newer program has used is left alone", async () => {
    const migrations = open().withTables<{ kysely_migration: { name: string; timestamp: string } }>();
    const newer = { name: "9999-tomorrow", timestamp: new Date().toISOString() };
    await migrations.insertInto("kysely_migration").values(newer).execute();
    try {
      await expect(migrate(open())).rejects.toThrow(StartError);
      await expect(migrate(open())).rejects.toThrow(
        'a newer version of this program, which has made the change "9999-tomorrow"',
      );
    } finally {
      await migrations.deleteFrom("kysely_migration").where("name", "=", newer.name).execute();
    }
    await migrate(open());
  });
}

async function tablesOf(database: Database): Promise<string[]> {
  return (await database.introspection.getTables()).map(({ name }) => name).sort();
}
