import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { StartError } from "../../../serve/start-error.ts";
import { openKeyRing } from "./key-ring.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const START = Date.parse("2030-01-01");

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-keys-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that stands still until it is told. */
function createClock() {
  let time = START;
  return {
    now: () => time,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

test("keys are made once and kept, in files that only their owner can read", async () => {
  const folder = await createFolder();
  const first = await openKeyRing(folder);
  const second = await openKeyRing(folder);
  expect(second.newest("session")).toEqual(first.newest("session"));
  expect(await readdir(join(folder, "keys"))).toEqual(["1.json"]);
  expect((await stat(join(folder, "keys"))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, "keys/1.json"))).mode & 0o777).toBe(0o600);
});

test("keys in memory are each ring's own", async () => {
  const [one, other] = [await openKeyRing(null), await openKeyRing(null)];
  expect(one.newest("session").secret).not.toEqual(other.newest("session").secret);
  expect(one.find("session", other.newest("session").kid)).toBeNull();
});

test("each purpose has a key of its own, and none is what the file says", async () => {
  const folder = await createFolder();
  const keys = await openKeyRing(folder);
  const secrets = (["session", "join", "csrf"] as const).map((purpose) => keys.newest(purpose).secret);
  const { secret } = JSON.parse(await readFile(join(folder, "keys/1.json"), "utf8"));
  const all = [...secrets.map((bytes) => Buffer.from(bytes).toString("base64url")), secret];
  expect(new Set(all).size).toBe(4);
  expect(secrets.map(({ length }) => length)).toEqual([32, 32, 32]);
});

test("after 30 days the next use makes a new key, and the old one is good for a day more", async () => {
  const folder = await createFolder();
  const { now, pass } = createClock();
  const keys = await openKeyRing(folder, now);
  const old = keys.newest("session");
  pass(30 * DAY_MS - 1);
  expect(keys.newest("session")).toEqual(old);
  pass(1);
  const next = keys.newest("session");
  expect(next.kid).not.toBe(old.kid);
  expect(keys.find("session", old.kid)).toEqual(old);
  pass(DAY_MS - 1);
  expect(keys.find("session", old.kid)).toEqual(old);
  pass(1);
  expect(keys.find("session", old.kid)).toBeNull();
  expect(keys.find("session", next.kid)).toEqual(next);
  expect(await readdir(join(folder, "keys"))).toEqual(["2.json"]);
});

test("a server that was away for long begins with a new key", async () => {
  const folder = await createFolder();
  const { now, pass } = createClock();
  const { kid } = (await openKeyRing(folder, now)).newest("csrf");
  pass(100 * DAY_MS);
  expect((await openKeyRing(folder, now)).newest("csrf").kid).not.toBe(kid);
});

test("of two processes that find no key, or an old one, both have that of the first", async () => {
  const folder = await createFolder();
  const { now, pass } = createClock();
  const [one, other] = await Promise.all([openKeyRing(folder, now), openKeyRing(folder, now)]);
  expect(one.newest("join")).toEqual(other.newest("join"));
  pass(30 * DAY_MS);
  const next = one.newest("join");
  expect(other.find("join", next.kid)).toEqual(next);
  expect(other.newest("join")).toEqual(next);
});

test("a key that another process has made before its time is found, with a look into the folder once a second at most", async () => {
  const [folder, elsewhere] = [await createFolder(), await createFolder()];
  const { now, pass } = createClock();
  const keys = await openKeyRing(folder, now);
  const key = (await openKeyRing(elsewhere, now)).newest("session");
  await writeFile(join(folder, "keys/2.json"), await readFile(join(elsewhere, "keys/1.json")), { mode: 0o600 });
  expect(keys.find("session", key.kid)).toBeNull();
  pass(1_000);
  expect(keys.find("session", key.kid)).toEqual(key);
});

test.for([
  "",
  "{",
  "null",
  "[]",
  '{"kid":"a"}',
  '{"kid":"a","secret":"c2hvcnQ","createdAt":"2030-01-01"}',
  '{"kid":"../a","secret":"x"}',
])("a damaged file stops the start and says what to do: %j", async (text) => {
  const folder = await createFolder();
  await openKeyRing(folder);
  const file = join(folder, "keys/1.json");
  await writeFile(file, text);
  const failure = openKeyRing(folder);
  await expect(failure).rejects.toThrow(StartError);
  await expect(failure).rejects.toThrow(`The key in ${file} is damaged: put a backup in its place, or remove the file`);
});

test("a file that others can read stops the start", async () => {
  const folder = await createFolder();
  await openKeyRing(folder);
  await chmod(join(folder, "keys/1.json"), 0o644);
  await expect(openKeyRing(folder)).rejects.toThrow("chmod 600");
});

test("a folder that cannot be made stops the start", async () => {
  const folder = await createFolder();
  await writeFile(join(folder, "file"), "");
  await expect(openKeyRing(join(folder, "file"))).rejects.toThrow(StartError);
});

test("when the disk fails, the keys there are go on, with a warning", async () => {
  const folder = await createFolder();
  const { now, pass } = createClock();
  const keys = await openKeyRing(folder, now);
  const key = keys.newest("session");
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue(undefined);
  onTestFinished(() => warn.mockRestore());
  await writeFile(join(folder, "keys/1.json"), "damaged");
  pass(30 * DAY_MS);
  expect(keys.newest("session")).toEqual(key);
  expect(keys.find("session", "made up")).toBeNull();
  expect(keys.newest("session")).toEqual(key);
  expect(warn).toHaveBeenCalledOnce();
  await rm(join(folder, "keys"), { recursive: true });
  pass(60_000);
  expect(keys.newest("session")).not.toEqual(key);
});
