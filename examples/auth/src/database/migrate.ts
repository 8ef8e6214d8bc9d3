import { sql } from "kysely";
import { Migrator } from "kysely/migration";

import { StartError } from "../../../serve/start-error.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { Database } from "./schema.ts";

/**
 * Brings the tables up to date, in one transaction. Of several processes that start at once, one does it, and the others
 * wait for it.
 *
 * @throws StartError if the database has been used by a newer program; otherwise whatever the database throws.
 */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const unknown = await findUnknown(database).catch(() => null);
  if (unknown === null) throw error;
  throw new StartError(
    `The database belongs to a newer version of this program, which has made the change ${JSON.stringify(unknown)}: start that version`,
    { cause: error },
  );
}

async function findUnknown(database: Database): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  return rows.map(({ name }) => name).find((name) => !(name in MIGRATIONS)) ?? null;
}
