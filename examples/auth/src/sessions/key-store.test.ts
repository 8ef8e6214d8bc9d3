import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { createKeyFolder } from "./key-folder.ts";
import { createMemoryStore, type KeyStore, type StoredKey } from "./key-store.ts";

const STORES: readonly (readonly [string, () => Promise<KeyStore>])[] = [
  ["memory", () => Promise.resolve(createMemoryStore())],
  ["a folder", async () => createKeyFolder(await createFolder())],
];

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-keys-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function createKey(generation: number): StoredKey {
  const secret = randomBytes(32);
  return { generation, kid: secret.toString("base64url").slice(0, 12), secret, createdAt: Date.parse("2030-01-01") };
}

test.for(STORES)("%s keeps keys, the oldest first", async ([, create]) => {
  const store = await create();
  const [one, two, ten] = [createKey(1), createKey(2), createKey(10)];
  for (const key of [ten, one, two]) store.add(key);
  expect(store.read()).toEqual([one, two, ten]);
  store.remove(two);
  store.remove(two);
  expect(store.read()).toEqual([one, ten]);
});

test.for(STORES)("%s keeps the first key of a generation", async ([, create]) => {
  const store = await create();
  const [first, second] = [createKey(1), createKey(1)];
  store.add(first);
  store.add(second);
  expect(store.read()).toEqual([first]);
});

test("a folder holds keys and nothing else", async () => {
  const folder = await createFolder();
  const store = createKeyFolder(folder);
  for (const key of [createKey(1), createKey(1)]) store.add(key);
  expect(await readdir(folder)).toEqual(["1.json"]);
});
