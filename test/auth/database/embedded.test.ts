import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import { openDatabase } from "../../../examples/auth/src/database/open-database.ts";
import { StartError } from "../../../examples/serve/start-error.ts";
import { databaseContract } from "./contract.ts";
import { createCountingHasher } from "./counting-hasher.ts";

describe("PGlite in memory", () => {
  databaseContract(() => openDatabase({ folder: null }));
});

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-database-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("a folder keeps what was in it, for its owner only, and for one program at a time", async () => {
  const folder = await createFolder();
  const first = await openDatabase({ folder });
  const name = "Ann";
  await new Accounts(first, createCountingHasher()).create({ name, password: "correct horse battery" });
  expect((await stat(join(folder, "database"))).mode & 0o777).toBe(0o700);
  const second = openDatabase({ folder });
  await expect(second).rejects.toThrow(StartError);
  await expect(second).rejects.toThrow("Another program is using the database");
  await first.destroy();

  const again = await openDatabase({ folder });
  expect(await new Accounts(again).list()).toMatchObject([{ name }]);
  await again.destroy();
});

test("a program that was killed leaves what it has written, and no lock", async () => {
  const folder = await createFolder();
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "use-folder.ts"), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [said] = await once(child.stdout, "data");
  expect(String(said)).toBe("written\n");
  await expect(openDatabase({ folder })).rejects.toThrow("Another program is using the database");
  const gone = once(child, "close");
  child.kill("SIGKILL");
  await gone;
  const database = await openDatabase({ folder });
  expect(await new Accounts(database).list()).toMatchObject([{ name: "Ann" }]);
  await database.destroy();
});

test("a damaged database is a sentence, each time", async () => {
  const folder = await createFolder();
  await mkdir(join(folder, "database"));
  await writeFile(join(folder, "database/PG_VERSION"), "18\n");
  for (let time = 0; time < 2; time += 1) {
    await expect(openDatabase({ folder })).rejects.toThrow("put a backup in its place");
  }
});

test("a folder that cannot be made is a sentence", async () => {
  const folder = await createFolder();
  await writeFile(join(folder, "file"), "");
  await expect(openDatabase({ folder: join(folder, "file") })).rejects.toThrow(StartError);
});
