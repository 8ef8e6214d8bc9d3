import { type Selectable, sql } from "kysely";

import { isRoomName, newRoomName } from "../../../call/src/room-name.ts";
import type { Database } from "../database/open-database.ts";
import type { CallRow } from "../database/schema.ts";
import { isUuid } from "../database/uuid.ts";
import { TooManyCallsError } from "./too-many-calls-error.ts";

/** A call that somebody has made: whoever has its link and an account may come. */
export interface Call {
  /** As `newRoomName` makes them: nobody can guess it. */
  readonly name: string;
  readonly ownerId: string;
  /** A closed call is never opened again. */
  readonly isClosed: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** An account that may not come to a call. */
export interface CallBan {
  readonly call: string;
  readonly accountId: string;
  /** The account's name. */
  readonly name: string;
}

/** How many calls an account can have, those included that it has closed lately. */
const MAX_CALLS = 200;
/** For so long its link says that a call is over. Afterwards it is as unknown as any other. */
const KEEP_CLOSED_MS = 30 * 24 * 60 * 60 * 1000;

/** More bans than an admin wants to see on one page. */
const MAX_LISTED_BANS = 1_000;

/** The calls in the database, and who may not come to them any more. What can be no name or id belongs to none. */
export class Calls {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes a call. @throws TooManyCallsError */
  async create(ownerId: string): Promise<Call> {
    await this.#forgetClosed(ownerId);
    const own = this.#database.selectFrom("calls").select("name").where("owner_id", "=", ownerId);
    const { length } = await own.limit(MAX_CALLS).execute();
    if (length >= MAX_CALLS) throw new TooManyCallsError(`An account can have ${MAX_CALLS} calls`);
    const row = await this.#database
      .insertInto("calls")
      .values({ name: newRoomName(), owner_id: ownerId, created_at: new Date(), closed_at: null })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toCall(row);
  }

  /** `null`: there is none. */
  async byName(name: string): Promise<Call | null> {
    if (!isRoomName(name)) return null;
    const row = await this.#database.selectFrom("calls").selectAll().where("name", "=", name).executeTakeFirst();
    return row === undefined ? null : toCall(row);
  }

  /** The open calls of an account, the newest first. */
  async listOf(accountId: string): Promise<readonly Call[]> {
    if (!isUuid(accountId)) return [];
    const own = this.#database.selectFrom("calls").selectAll().where("owner_id", "=", accountId);
    const open = await own.where("closed_at", "is", null).orderBy("created_at", "desc").orderBy("name").execute();
    return open.map(toCall);
  }

  /** Closes a call for good. Those who are in it are another matter. `false`: there is none that is open. */
  async close(name: string): Promise<boolean> {
    if (!isRoomName(name)) return false;
    const { numUpdatedRows } = await this.#database
      .updateTable("calls")
      .set({ closed_at: new Date() })
      .where("name", "=", name)
      .where("closed_at", "is", null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Bans an account from a call, for good. Without such a call or account nothing happens. */
  async ban(name: string, accountId: string): Promise<void> {
    if (!isRoomName(name) || !isUuid(accountId)) return;
    await this.#database
      .insertInto("call_bans")
      .columns(["call_name", "account_id", "created_at"])
      .expression((known) =>
        known
          .selectFrom(["calls", "accounts"])
          .select(["calls.name", "accounts.id", sql<Date>`now()`.as("created_at")])
          .where("calls.name", "=", name)
          .where("accounts.id", "=", accountId),
      )
      .onConflict((conflict) => conflict.columns(["call_name", "account_id"]).doNothing())
      .execute();
  }

  async isBanned(name: string, accountId: string): Promise<boolean> {
    if (!isRoomName(name) || !isUuid(accountId)) return false;
    const bans = this.#database.selectFrom("call_bans").select("account_id").where("call_name", "=", name);
    return (await bans.where("account_id", "=", accountId).executeTakeFirst()) !== undefined;
  }

  /** Lets an account come to a call again. `false`: it was not banned from it. */
  async unban(name: string, accountId: string): Promise<boolean> {
    if (!isRoomName(name) || !isUuid(accountId)) return false;
    const bans = this.#database.deleteFrom("call_bans").where("call_name", "=", name);
    const { numDeletedRows } = await bans.where("account_id", "=", accountId).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** Who is banned from a call, by name. */
  async bansOf(name: string): Promise<readonly CallBan[]> {
    return isRoomName(name) ? this.#selectBans().where("call_name", "=", name).execute() : [];
  }

  /** The bans from all open calls, the newest first; the first thousand. */
  async listBans(): Promise<readonly CallBan[]> {
    const open = this.#selectBans()
      .innerJoin("calls", "calls.name", "call_bans.call_name")
      .where("calls.closed_at", "is", null);
    const newestFirst = open.clearOrderBy().orderBy("call_bans.created_at", "desc").orderBy("accounts.name_key");
    return newestFirst.limit(MAX_LISTED_BANS).execute();
  }

  #selectBans() {
    return this.#database
      .selectFrom("call_bans")
      .innerJoin("accounts", "accounts.id", "call_bans.account_id")
      .select(["call_bans.call_name as call", "accounts.id as accountId", "accounts.name as name"])
      .orderBy("accounts.name_key");
  }

  async #forgetClosed(ownerId: string): Promise<void> {
    const own = this.#database.deleteFrom("calls").where("owner_id", "=", ownerId);
    await own.where("closed_at", "<", new Date(Date.now() - KEEP_CLOSED_MS)).execute();
  }
}

function toCall({ name, owner_id, closed_at, created_at }: Selectable<CallRow>): Call {
  return { name, ownerId: owner_id, isClosed: closed_at !== null, createdAt: created_at.getTime() };
}
