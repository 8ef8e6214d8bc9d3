import { randomUUID } from "node:crypto";

import type { Selectable } from "kysely";

import type { Database } from "../database/open-database.ts";
import type { AccountRow } from "../database/schema.ts";
import { isUuid } from "../database/uuid.ts";
import { nameKey, readName } from "./account-name.ts";
import { createPasswordHasher, type PasswordHasher } from "./password-hasher.ts";
import { readTypedPassword } from "./password.ts";

/** Somebody who can log in. */
export interface Account {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly role: "member" | "admin";
  /** Who is blocked can log in no more. */
  readonly isBlocked: boolean;
}

export interface NewAccount {
  /** As `readName` gives it back. */
  readonly name: string;
  /** As `readPassword` gives it back. */
  readonly password: string;
  /** @default "member" */
  readonly role?: Account["role"];
}

/** More than an admin wants to see on one page. */
const MAX_LISTED = 1_000;

/**
 * The accounts in the database. Whatever it is given, text or not, it looks for or keeps as it is, or refuses; only a
 * database that fails makes it throw, and a {@link BusyError} where too many passwords are being checked.
 */
export class Accounts {
  readonly #database: Database;
  readonly #hasher: PasswordHasher;

  constructor(database: Database, hasher: PasswordHasher = createPasswordHasher()) {
    this.#database = database;
    this.#hasher = hasher;
  }

  /**
   * Makes an account. `null`: somebody has that name already, in whichever case. It costs the same either way.
   *
   * @throws BusyError
   */
  async create({ name, password, role = "member" }: NewAccount): Promise<Account | null> {
    const hashed = await this.#hasher.hash(password);
    const row = await this.#database
      .insertInto("accounts")
      .values({
        id: randomUUID(),
        name,
        name_key: nameKey(name),
        role,
        password_hash: hashed,
        is_blocked: false,
        created_at: new Date(),
      })
      // of two at the same moment, the database lets one have it
      .onConflict((conflict) => conflict.column("name_key").doNothing())
      .returning(COLUMNS)
      .executeTakeFirst();
    return row === undefined ? null : toAccount(row);
  }

  /**
   * Checks what somebody has typed to log in. `null`: there is no such account, or the password is wrong, or the account
   * is blocked. All of them cost one look into the database and one verification.
   *
   * @throws BusyError
   */
  async check(name: unknown, password: unknown): Promise<Account | null> {
    const known = readName(name);
    const row = await this.#database
      .selectFrom("accounts")
      .select([...COLUMNS, "password_hash"])
      // what is no name is looked for all the same: no account has an empty one
      .where("name_key", "=", known === null ? "" : nameKey(known))
      .executeTakeFirst();
    const typed = readTypedPassword(password);
    const isRight = await this.#hasher.verify(row?.password_hash ?? this.#hasher.decoy, typed ?? "");
    if (row === undefined || typed === null || !isRight || row.is_blocked) return null;
    if (this.#hasher.isOutdated(row.password_hash)) await this.#rehash(row, typed);
    return toAccount(row);
  }

  /** `null`: there is none. */
  async byId(id: string): Promise<Account | null> {
    if (!isUuid(id)) return null;
    const row = await this.#database.selectFrom("accounts").select(COLUMNS).where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : toAccount(row);
  }

  /** By name; the first thousand. */
  async list(): Promise<readonly Account[]> {
    const all = this.#database.selectFrom("accounts").select(COLUMNS);
    return (await all.orderBy("name_key").limit(MAX_LISTED).execute()).map(toAccount);
  }

  /** Blocks an account, or lets it in again. Its sessions are another matter: `Sessions.endAllOf`. `false`: there is none. */
  async setBlocked(id: string, isBlocked: boolean): Promise<boolean> {
    if (!isUuid(id)) return false;
    const { numUpdatedRows } = await this.#database
      .updateTable("accounts")
      .set({ is_blocked: isBlocked })
      .where("id", "=", id)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Whether there is an admin who can log in. */
  async hasAdmin(): Promise<boolean> {
    const admins = this.#database.selectFrom("accounts").select("id").where("role", "=", "admin");
    return (await admins.where("is_blocked", "=", false).limit(1).executeTakeFirst()) !== undefined;
  }

  async #rehash({ id, password_hash }: Pick<AccountRow, "id" | "password_hash">, password: string): Promise<void> {
    const hashed = await this.#hasher.hash(password);
    await this.#database
      .updateTable("accounts")
      .set({ password_hash: hashed })
      .where("id", "=", id)
      // a password that has been changed meanwhile stays changed
      .where("password_hash", "=", password_hash)
      .execute();
  }
}

const COLUMNS = ["id", "name", "role", "is_blocked"] as const;

type Row = Pick<Selectable<AccountRow>, (typeof COLUMNS)[number]>;

function toAccount({ id, name, role, is_blocked }: Row): Account {
  return { id, name, role, isBlocked: is_blocked };
}
