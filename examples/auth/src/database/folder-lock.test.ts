import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { StartError } from "../../../serve/start-error.ts";
import { lockFolder } from "./folder-lock.ts";

async function createFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "parlor-lock-"));
  onTestFinished(() => rm(parent, { recursive: true }));
  return join(parent, "database");
}

test("a folder has one lock, until it is let go of", async () => {
  const folder = await createFolder();
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(StartError);
  expect(() => lockFolder(folder)).toThrow(`Another program is using the database in ${folder}`);
  unlock();
  unlock();
  lockFolder(folder)();
});

test("a folder that is not there cannot be locked", async () => {
  const folder = join(await createFolder(), "deeper/database");
  expect(() => lockFolder(folder)).toThrow(`Cannot lock the database in ${folder}`);
});
