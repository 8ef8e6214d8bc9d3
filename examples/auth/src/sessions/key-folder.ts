import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

import { StartError } from "../../../serve/start-error.ts";
import type { KeyStore, StoredKey } from "./key-store.ts";

const FILE = /^([1-9]\d{0,8})\.json$/;
/** What others than the owner and its group may do with a file. */
const OTHERS = 0o007;
const SECRET_BYTES = 32;

/**
 * Keeps each key in a file of its own, `1.json`, `2.json` and so on, that only its owner can read. A file is there
 * completely or not at all, and the one who makes it first has made it: processes that share the folder need no lock.
 *
 * Everything here throws a StartError that says what to do.
 */
export function createKeyFolder(folder: string): KeyStore {
  return {
    read: () => readAll(folder),
    add: (key) => add(folder, key),
    remove: ({ generation }) => rmSync(fileOf(folder, generation), { force: true }),
  };
}

function readAll(folder: string): readonly StoredKey[] {
  let files: string[];
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    files = readdirSync(folder);
  } catch (cause) {
    throw new StartError(`Cannot keep keys in ${folder}: ${String(cause)}`, { cause });
  }
  const generations = files.map((file) => Number(FILE.exec(file)?.[1] ?? 0)).filter((generation) => generation > 0);
  const sorted = generations.sort((one, other) => one - other);
  return sorted.map((generation) => read(folder, generation)).filter((key) => key !== null);
}

/** `null`: another process has removed it meanwhile. */
function read(folder: string, generation: number): StoredKey | null {
  const file = fileOf(folder, generation);
  let text: string;
  try {
    if (process.platform !== "win32" && (statSync(file).mode & OTHERS) !== 0) {
      throw new StartError(`Others can read the key in ${file}: chmod 600 that file, or remove it if others have`);
    }
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new StartError(`Cannot read the key in ${file}: ${String(cause)}`, { cause });
  }
  const key = parse(text, generation);
  if (key !== null) return key;
  throw new StartError(
    `The key in ${file} is damaged: put a backup in its place, or remove the file; whoever is logged in by it has to log in again`,
  );
}

function parse(text: string, generation: number): StoredKey | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // JSON's message would quote the file
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { kid, secret, createdAt } = { kid: null, secret: null, createdAt: null, ...value };
  if (typeof kid !== "string" || typeof secret !== "string" || typeof createdAt !== "string") return null;
  const bytes = Buffer.from(secret, "base64url");
  const time = Date.parse(createdAt);
  const isGood = KID.test(kid) && bytes.length === SECRET_BYTES && !Number.isNaN(time);
  return isGood ? { generation, kid, secret: bytes, createdAt: time } : null;
}

/** As it can be in a token and in a header. */
const KID = /^[\w-]{1,64}$/;

function add(folder: string, { generation, kid, secret, createdAt }: StoredKey): void {
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  const values = {
    kid,
    secret: Buffer.from(secret).toString("base64url"),
    createdAt: new Date(createdAt).toISOString(),
  };
  try {
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      writeSync(descriptor, `${JSON.stringify(values, null, 2)}\n`);
      // without that, a power cut could leave a name with nothing behind it
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // unlike renaming, it does not replace what is there
    linkSync(temporary, fileOf(folder, generation));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return;
    throw new StartError(`Cannot write a key to ${folder}: ${String(cause)}`, { cause });
  } finally {
    rmSync(temporary, { force: true });
  }
}

function fileOf(folder: string, generation: number): string {
  return join(folder, `${generation}.json`);
}
