import type { Kysely } from "kysely";

/** What a row of an account is. */
export interface AccountRow {
  /** A UUID. */
  id: string;
  /** As its owner writes it. */
  name: string;
  /** What makes it unique: see `nameKey`. */
  name_key: string;
  role: "member" | "admin";
  /** In PHC format: algorithm, parameters, salt and hash. */
  password_hash: string;
  is_blocked: boolean;
  created_at: Date;
}

/** What a row of a session is. */
export interface SessionRow {
  /** The SHA-256 of the secret that only the session's cookie holds, base64url. */
  id: string;
  account_id: string;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

/** What a row of a call is. */
export interface CallRow {
  name: string;
  owner_id: string;
  created_at: Date;
  closed_at: Date | null;
}

/** An account that may not come to a call any more. */
export interface CallBanRow {
  call_name: string;
  account_id: string;
  created_at: Date;
}

/** The tables, as the newest migration leaves them. */
export interface Schema {
  accounts: AccountRow;
  sessions: SessionRow;
  calls: CallRow;
  call_bans: CallBanRow;
}

/** Embedded or a server's: the same tables, and the same queries. */
export type Database = Kysely<Schema>;
