import { createHash, randomBytes } from "node:crypto";

import type { Account } from "../accounts/accounts.ts";
import type { Database } from "../database/open-database.ts";
import { isUuid } from "../database/uuid.ts";
import type { KeyRing } from "./key-ring.ts";
import { readSessionToken, signSessionToken } from "./session-token.ts";

/** One log-in. */
export interface Session {
  /**
   * The SHA-256 of a secret that only the cookie holds, base64url. Nobody gets in by knowing it, so that it may be in a
   * token for the page, and whoever has read the database has no session of anybody.
   */
  readonly id: string;
  readonly account: Account;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A session, and the value of the cookie that it can be read from. */
export interface SessionCookie {
  readonly session: Session;
  readonly cookie: string;
}

export interface SessionsOptions {
  readonly database: Database;
  readonly keys: KeyRing;
  /** How long a session lasts if it is not renewed, in milliseconds. */
  readonly lifetimeMs: number;
  /** @default Date.now */
  readonly now?: () => number;
}

/** However often it is renewed: then it is time to type the password again. */
const LONGEST_MS = 12 * 60 * 60 * 1000;
/** So often at most, a log-in takes away the rows of sessions that are over. */
const TIDY_MS = 10 * 60 * 1000;

/** What a session knows and nobody else has to. */
interface Hidden {
  readonly secret: string;
  readonly begunAt: number;
}

/**
 * The sessions in the database. A session is what its cookie says, a signed token, as long as its row says so too: that
 * is how a log-out works at once.
 */
export class Sessions {
  readonly #database: Database;
  readonly #keys: KeyRing;
  readonly #lifetimeMs: number;
  readonly #now: () => number;
  readonly #hidden = new WeakMap<Session, Hidden>();
  #tidiedAt = -Infinity;

  constructor({ database, keys, lifetimeMs, now = Date.now }: SessionsOptions) {
    this.#database = database;
    this.#keys = keys;
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  /** Begins a session for who has just logged in. Its id is a new one, whatever cookie came along. */
  async begin(account: Account): Promise<SessionCookie> {
    await this.#tidy();
    const secret = randomBytes(32).toString("base64url");
    const begunAt = this.#now();
    const session = this.#make({ id: idOf(secret), account, expiresAt: this.#endOf(begunAt) }, { secret, begunAt });
    await this.#database
      .insertInto("sessions")
      .values({
        id: session.id,
        account_id: account.id,
        created_at: new Date(begunAt),
        expires_at: new Date(session.expiresAt),
        ended_at: null,
      })
      .execute();
    return this.#withCookie(session, secret);
  }

  /**
   * Reads a session from its cookie. `null` for everything else, whatever it is: no token of ours, one that has expired,
   * a session that has ended, an account that is blocked. Only a database that fails makes it throw.
   */
  async read(cookie: unknown): Promise<Session | null> {
    const token = await readSessionToken(this.#keys, cookie, this.#now());
    if (token === null) return null;
    const id = idOf(token.secret);
    const row = await this.#database
      .selectFrom("sessions")
      .innerJoin("accounts", "accounts.id", "sessions.account_id")
      .select(["sessions.created_at", "sessions.expires_at"])
      .select(["accounts.id", "accounts.name", "accounts.role"])
      .where("sessions.id", "=", id)
      .where("sessions.account_id", "=", token.accountId)
      .where("sessions.ended_at", "is", null)
      .where("accounts.is_blocked", "=", false)
      .executeTakeFirst();
    const expiresAt = Math.min(token.expiresAt, row?.expires_at.getTime() ?? 0);
    if (row === undefined || expiresAt <= this.#now()) return null;
    const account = { id: row.id, name: row.name, role: row.role, isBlocked: false };
    return this.#make({ id, account, expiresAt }, { secret: token.secret, begunAt: row.created_at.getTime() });
  }

  /**
   * Lets a session last longer, up to 12 hours after it began. It keeps its id. One that has ended meanwhile comes back
   * as one that expires now: nothing that is signed for it is worth anything.
   *
   * @param session what {@link begin}, {@link read} or this has given back, and no copy of it
   */
  async renew(session: Session): Promise<SessionCookie> {
    const hidden = this.#hidden.get(session);
    if (hidden === undefined) throw new TypeError("Only a session that was read from its cookie can be renewed");
    const { id, account } = session;
    const now = this.#now();
    const expiresAt = this.#endOf(hidden.begunAt);
    const { numUpdatedRows } = await this.#database
      .updateTable("sessions")
      .set({ expires_at: new Date(expiresAt) })
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .where("expires_at", ">", new Date(now))
      .executeTakeFirst();
    const end = numUpdatedRows > 0n ? expiresAt : inSeconds(now);
    return this.#withCookie(this.#make({ id, account, expiresAt: end }, hidden), hidden.secret);
  }

  /** Ends a session. What is open by it is another matter. */
  async end(id: string): Promise<void> {
    await this.#database
      .updateTable("sessions")
      .set({ ended_at: new Date(this.#now()) })
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .execute();
  }

  /** Ends all sessions of an account, and gives back the ids of those that were still good. */
  async endAllOf(accountId: string): Promise<string[]> {
    if (!isUuid(accountId)) return [];
    const now = new Date(this.#now());
    const ended = await this.#database
      .updateTable("sessions")
      .set({ ended_at: now })
      .where("account_id", "=", accountId)
      .where("ended_at", "is", null)
      .where("expires_at", ">", now)
      .returning("id")
      .execute();
    return ended.map(({ id }) => id);
  }

  #make(session: Session, hidden: Hidden): Session {
    this.#hidden.set(session, hidden);
    return session;
  }

  async #withCookie(session: Session, secret: string): Promise<SessionCookie> {
    const { account, expiresAt } = session;
    const token = { accountId: account.id, secret, expiresAt };
    return { session, cookie: await signSessionToken(this.#keys, token, this.#now()) };
  }

  #endOf(begunAt: number): number {
    return inSeconds(Math.min(this.#now() + this.#lifetimeMs, begunAt + LONGEST_MS));
  }

  async #tidy(): Promise<void> {
    const now = this.#now();
    if (now - this.#tidiedAt < TIDY_MS) return;
    this.#tidiedAt = now;
    await this.#database
      .deleteFrom("sessions")
      .where((row) => row.or([row("expires_at", "<=", new Date(now)), row("ended_at", "is not", null)]))
      .execute();
  }
}

function idOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** A token tells the time in seconds. */
function inSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
