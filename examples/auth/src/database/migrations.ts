import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Every change of the tables, in order. What is in a release is never edited again: a new change is a new entry at the
 * end. They speak to the database only, never to today's types, which will be others tomorrow.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  "0001-accounts": { up: makeAccounts },
  "0002-calls": { up: makeCalls },
};

async function makeAccounts(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("accounts")
    .addColumn("id", "uuid", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("name_key", "text", (column) => column.notNull().unique())
    .addColumn("role", "text", (column) => column.notNull().check(sql`role in ('member', 'admin')`))
    .addColumn("password_hash", "text", (column) => column.notNull())
    .addColumn("is_blocked", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("created_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .execute();
  await database.schema
    .createTable("sessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("account_id", "uuid", (column) => column.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("expires_at", "timestamptz", (column) => column.notNull())
    .addColumn("ended_at", "timestamptz")
    .execute();
  await database.schema.createIndex("sessions_account_id").on("sessions").column("account_id").execute();
  await database.schema.createIndex("sessions_expires_at").on("sessions").column("expires_at").execute();
}

async function makeCalls(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("calls")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("owner_id", "uuid", (column) => column.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("created_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .addColumn("closed_at", "timestamptz")
    .execute();
  await database.schema.createIndex("calls_owner_id").on("calls").column("owner_id").execute();
  await database.schema
    .createTable("call_bans")
    .addColumn("call_name", "text", (column) => column.notNull().references("calls.name").onDelete("cascade"))
    .addColumn("account_id", "uuid", (column) => column.notNull().references("accounts.id").onDelete("cascade"))
    .addColumn("created_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint("call_bans_pkey", ["call_name", "account_id"])
    .execute();
}
