import { Kysely, PostgresDialect } from "kysely";
import { Pool, type PoolConfig } from "pg";

import { StartError } from "../../../serve/start-error.ts";
import { migrate } from "./migrate.ts";
import type { Database, Schema } from "./schema.ts";

/** Queries that run at once; the others wait their turn. PostgreSQL has 100 connections for everybody, by default. */
const MAX_CONNECTIONS = 10;
/** To get a connection, a new one or one that is free again. */
const CONNECT_MS = 5_000;
/** The longest query takes some milliseconds: one that is still running has met a lock or a slow disk. */
const STATEMENT_MS = 10_000;
/** Should the server not even say that it has given up. */
const ANSWER_MS = 15_000;

/**
 * Opens the database of a PostgreSQL server. A connection that breaks is replaced at the next query.
 *
 * @throws StartError if there is none, or it does not let us in. The password is in no message.
 */
export async function openServerDatabase(url: string): Promise<Database> {
  const place = readPlace(url);
  const connection: PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "parlor-auth-example",
  };
  // a change of the tables may take its time, and so may waiting for another process that is at it
  const migrating = connect({ ...connection, max: 1 });
  try {
    await migrate(migrating);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(`DATABASE_URL: ${explain(cause, place)}`);
  } finally {
    await migrating.destroy();
  }
  return connect({
    ...connection,
    max: MAX_CONNECTIONS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
  });
}

function connect(config: PoolConfig): Kysely<Schema> {
  const pool = new Pool(config);
  // a connection nobody was using has broken, as when the server restarts; without a listener that ends the process
  pool.on("error", () => undefined);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** What a message may say about a URL. */
interface Place {
  readonly host: string;
  readonly user: string;
  readonly database: string;
  /** As they are in the URL and as the server gets them: to be cut out of messages. */
  readonly secrets: readonly string[];
}

function readPlace(text: string): Place {
  const url = URL.parse(text);
  if (url === null || !/^postgres(?:ql)?:$/.test(url.protocol)) throw new StartError(EXPECTED);
  try {
    const password = url.password || (url.searchParams.get("password") ?? "");
    return {
      host: url.host || (url.searchParams.get("host") ?? "localhost"),
      user: decodeURIComponent(url.username || (url.searchParams.get("user") ?? "")),
      database: decodeURIComponent(url.pathname.slice(1)),
      secrets: [password, decodeURIComponent(password)].filter((secret) => secret !== ""),
    };
  } catch {
    throw new StartError(EXPECTED);
  }
}

const EXPECTED = "DATABASE_URL: expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters as %XX";

function explain(error: unknown, { host, user, database, secrets }: Place): string {
  const { code, syscall, message } = { code: "", syscall: "", message: String(error), ...fieldsOf(error) };
  if (NETWORK_ERROR.test(code) && syscall !== "open") return `no PostgreSQL answers at ${host} (${code})`;
  if (WRONG_PASSWORD.test(code) || message.startsWith("SASL"))
    return `${host} does not let ${JSON.stringify(user)} in with this password`;
  if (code === "3D000") return `${host} has no database ${JSON.stringify(database)}`;
  if (code === "42501") return `${JSON.stringify(user)} may not make tables in ${JSON.stringify(database)} at ${host}`;
  return `cannot use ${host}: ${secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), message)}`;
}

function fieldsOf(error: unknown): { readonly code?: string; readonly syscall?: string; readonly message?: string } {
  if (!(error instanceof Error)) return {};
  const { code, syscall }: NodeJS.ErrnoException = error;
  return {
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
  };
}

/** Of the operating system, of the name server; of a PostgreSQL that is starting, stopping, or full. */
const NETWORK_ERROR = /^E[A-Z]+$|^57P0[123]$|^53300$/;
const WRONG_PASSWORD = /^28(?:000|P01)$/;
