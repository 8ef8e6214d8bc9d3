import { DatabaseSync } from "node:sqlite";

import { StartError } from "../../../serve/start-error.ts";

/** SQLITE_BUSY: somebody else has the lock. */
const BUSY = 5;

/**
 * Takes a lock that one process at a time can have, and gives back what lets it go. It is SQLite's lock of an empty
 * database, which Node has anyway: the operating system lets go of it however the process ends, so that it never is left
 * over as a file with a process id in it is. It also works between containers that share the folder.
 *
 * @throws StartError if another one has it, or the file cannot be made.
 */
export function lockFolder(folder: string): () => void {
  const file = `${folder}.lock`;
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(file);
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock?.close();
    if (isBusy(cause)) {
      throw new StartError(
        `Another program is using the database in ${folder}: stop it, or give DATA_FOLDER another folder`,
        { cause },
      );
    }
    throw new StartError(`Cannot lock the database in ${folder} by ${file}: ${String(cause)}`, { cause });
  }
  const held = lock;
  return () => {
    if (held.isOpen) held.close();
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === BUSY;
}
