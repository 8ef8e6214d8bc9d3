import { existsSync, globSync } from "node:fs";
import { dirname, join } from "node:path";

import { which } from "./chromium.ts";

/** Where Debian keeps the programs of each version, which are in nobody's `PATH`. */
const DEBIAN = "/usr/lib/postgresql/*/bin";

/** The folder with PostgreSQL's programs: the one in `POSTGRES_BIN`, Debian's newest, the one in `PATH`, or `null`. */
export function findPostgres(): string | null {
  const given = process.env["POSTGRES_BIN"];
  if (given !== undefined && given !== "") return given;
  const folders = globSync(DEBIAN).filter((folder) => existsSync(join(folder, "initdb")));
  const [newest] = folders.sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  const inPath = which("initdb");
  return newest ?? (inPath === null ? null : dirname(inPath));
}
