// Tests what examples/auth keeps in its database, embedded and on a PostgreSQL server. Arguments go to vitest.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

import { installDebian } from "./debian.ts";
import { findPostgres } from "./find-postgres.ts";

const ROOT = resolve(import.meta.dirname, "..");
const VITEST = resolve(ROOT, "node_modules/vitest/vitest.mjs");
const ON_A_SERVER = "test/auth/database/server.test.ts";

if (findPostgres() === null) installDebian("postgresql");
const isThere = findPostgres() !== null;
if (!isThere) {
  console.error("No PostgreSQL: install postgresql (Debian), or set POSTGRES_BIN to the folder with its programs.");
  if ((process.env["CI"] ?? "") !== "") process.exit(1);
  console.error("Going on without: only the embedded database is tested.");
}
const without = isThere ? [] : ["--exclude", ON_A_SERVER];
const vitest = [VITEST, "run", "--project", "accounts", ...without, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, vitest, { cwd: ROOT, stdio: "inherit" }).status ?? 1;
