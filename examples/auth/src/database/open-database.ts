import { openEmbeddedDatabase } from "./embedded-database.ts";
import type { Database } from "./schema.ts";
import { openServerDatabase } from "./server-database.ts";

export type { Database } from "./schema.ts";

/** A PostgreSQL server; or embedded, in a folder that one process at a time can use, or in memory (`null`). */
export type DatabaseSource = { readonly url: string } | { readonly folder: string | null };

/**
 * Opens the database and brings its tables up to date; `destroy()` closes it. In a folder it lies in `database` below it.
 *
 * @throws StartError if that cannot be done, in a sentence without the password.
 */
export function openDatabase(source: DatabaseSource): Promise<Database> {
  return "url" in source ? openServerDatabase(source.url) : openEmbeddedDatabase(source.folder);
}
