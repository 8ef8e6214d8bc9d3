import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";

import { StartError } from "../../../serve/start-error.ts";
import { lockFolder } from "./folder-lock.ts";
import { migrate } from "./migrate.ts";
import type { Database, Schema } from "./schema.ts";

/** PostgreSQL in this very process, in memory or in a folder that nobody else may use meanwhile. */
class EmbeddedPostgres extends PGlite {
  readonly #unlock: () => void;

  constructor(folder: string | null, unlock: () => void) {
    super(folder === null ? {} : { dataDir: folder });
    this.#unlock = unlock;
  }

  override async close(): Promise<void> {
    try {
      await super.close();
    } finally {
      this.#unlock();
    }
  }
}

/**
 * Opens the database that this program brings along, in `database` below the folder, or in memory (`null`).
 *
 * @throws StartError if the folder cannot be written, is in use, or is no such database.
 */
export async function openEmbeddedDatabase(parent: string | null): Promise<Database> {
  if (parent === null) return start(null, () => undefined);
  const folder = join(parent, "database");
  try {
    // its files can be read and written by everybody: the folder is what keeps others out
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StartError(`Cannot keep a database in ${folder}: ${String(cause)}`, { cause });
  }
  const unlock = lockFolder(folder);
  try {
    return await start(folder, unlock);
  } catch (cause) {
    unlock();
    if (cause instanceof StartError) throw cause;
    throw new StartError(
      `The database in ${folder} cannot be opened (${String(cause)}): put a backup in its place, or remove the folder and begin anew`,
      { cause },
    );
  }
}

async function start(folder: string | null, unlock: () => void): Promise<Database> {
  const postgres = new EmbeddedPostgres(folder, unlock);
  await postgres.waitReady;
  const database = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite: postgres }) });
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await postgres.close();
    throw error;
  }
}
