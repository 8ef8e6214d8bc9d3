import { randomUUID } from "node:crypto";

import { expect, test } from "vitest";

import { readName } from "../../../examples/auth/src/accounts/account-name.ts";
import { Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import { BusyError } from "../../../examples/auth/src/accounts/busy-error.ts";
import type { Database } from "../../../examples/auth/src/database/open-database.ts";
import { createCountingHasher } from "./counting-hasher.ts";
import { INJECTIONS } from "./injections.ts";

const PASSWORD = "correct horse battery";

/** A name that no other test has. */
export function newName(): string {
  return `Ann ${randomUUID().slice(0, 13)}`;
}

/** What `Accounts` promise, on any database. */
export function accountsContract(open: () => Database): void {
  const createAccounts = (hasher = createCountingHasher()): Accounts => new Accounts(open(), hasher);

  test("an account is found by its name, in any case, and its password", async () => {
    const accounts = createAccounts();
    const name = newName();
    const account = await accounts.create({ name, password: PASSWORD });
    expect(account).toEqual({ id: expect.stringMatching(/^[\da-f-]{36}$/), name, role: "member", isBlocked: false });
    for (const typed of [name, name.toUpperCase(), ` ${name.toLowerCase()} `]) {
      expect(await accounts.check(typed, PASSWORD)).toEqual(account);
    }
    expect(await accounts.check(name, `${PASSWORD}!`)).toBeNull();
    expect(await accounts.check(name, PASSWORD.toUpperCase())).toBeNull();
    expect(await accounts.byId(account?.id ?? "")).toEqual(account);
    expect(await accounts.list()).toContainEqual(account);
  });

  test("a name is taken in every case, and its account stays as it is", async () => {
    const accounts = createAccounts();
    const suffix = newName();
    expect(await accounts.create({ name: `Straße ${suffix}`, password: PASSWORD })).not.toBeNull();
    const other = { name: `STRASSE ${suffix}`, password: "another password", role: "admin" } as const;
    expect(await accounts.create(other)).toBeNull();
    expect(await accounts.check(other.name, other.password)).toBeNull();
    expect(await accounts.check(other.name, PASSWORD)).toMatchObject({ role: "member" });
  });

  test("of ten who want a name at the same moment, one has it", async () => {
    const name = newName();
    const all = Array.from({ length: 10 }, () => createAccounts().create({ name, password: PASSWORD }));
    expect((await Promise.all(all)).filter((account) => account !== null)).toHaveLength(1);
  });

  test("who is blocked can log in no more, and who is no longer can again", async () => {
    const accounts = createAccounts();
    const name = newName();
    const account = await accounts.create({ name, password: PASSWORD });
    const id = account?.id ?? "";
    expect(await accounts.setBlocked(id, true)).toBe(true);
    expect(await accounts.check(name, PASSWORD)).toBeNull();
    expect(await accounts.byId(id)).toEqual({ ...account, isBlocked: true });
    expect(await accounts.setBlocked(id, false)).toBe(true);
    expect(await accounts.check(name, PASSWORD)).toEqual(account);
  });

  test("a log-in takes one verification, whether there is such an account or not", async () => {
    const hasher = createCountingHasher();
    const accounts = createAccounts(hasher);
    const [name, blocked] = [newName(), newName()];
    await accounts.create({ name, password: PASSWORD });
    await accounts.setBlocked((await accounts.create({ name: blocked, password: PASSWORD }))?.id ?? "", true);
    hasher.takeCounts();
    const attempts = [
      [name, PASSWORD],
      [name, "wrong password"],
      [name, ""],
      [name, undefined],
      [name, ["x"]],
      [name, "x".repeat(100_000)],
      [blocked, PASSWORD],
      [blocked, "wrong password"],
      [newName(), PASSWORD],
      ["", PASSWORD],
      [null, null],
      [{}, {}],
      ["x".repeat(100_000), PASSWORD],
    ] as const;
    for (const [index, [typed, password]] of attempts.entries()) {
      expect([index, (await accounts.check(typed, password)) !== null]).toEqual([index, index === 0]);
      expect([index, hasher.takeCounts()]).toEqual([index, { hashes: 0, verifications: 1 }]);
    }
  });

  test("the decoy's own text lets nobody in", async () => {
    const hasher = createCountingHasher();
    expect(await createAccounts(hasher).check(newName(), "\u0001")).toBeNull();
  });

  test("making an account takes one hash, whether the name was free or not", async () => {
    const hasher = createCountingHasher();
    const account = { name: newName(), password: PASSWORD };
    expect(await createAccounts(hasher).create(account)).not.toBeNull();
    expect(hasher.takeCounts()).toEqual({ hashes: 1, verifications: 0 });
    expect(await createAccounts(hasher).create(account)).toBeNull();
    expect(hasher.takeCounts()).toEqual({ hashes: 1, verifications: 0 });
  });

  test("a hash with other parameters is made anew when its owner logs in, and only then", async () => {
    const [old, today] = [createCountingHasher(1), createCountingHasher(2)];
    const name = newName();
    await createAccounts(old).create({ name, password: PASSWORD });
    expect(await createAccounts(today).check(name, "wrong password")).toBeNull();
    expect(today.takeCounts()).toEqual({ hashes: 0, verifications: 1 });
    expect(await createAccounts(today).check(name, PASSWORD)).not.toBeNull();
    expect(today.takeCounts()).toEqual({ hashes: 1, verifications: 1 });
    expect(await createAccounts(today).check(name, PASSWORD)).not.toBeNull();
    expect(today.takeCounts()).toEqual({ hashes: 0, verifications: 1 });
  });

  test("whoever comes when too many passwords are being checked hears so", async () => {
    const hasher = createCountingHasher();
    hasher.verify = () => Promise.reject(new BusyError("busy"));
    await expect(createAccounts(hasher).check(newName(), PASSWORD)).rejects.toThrow(BusyError);
  });

  test("what is no id is nobody's", async () => {
    const accounts = createAccounts();
    for (const id of [...INJECTIONS, "", "7", randomUUID(), randomUUID().toUpperCase(), `{${randomUUID()}}`]) {
      expect([id, await accounts.byId(id), await accounts.setBlocked(id, true)]).toEqual([id, null, false]);
    }
  });

  test("there is an admin once one is made, until it is blocked", async () => {
    const accounts = createAccounts();
    expect(await accounts.hasAdmin()).toBe(false);
    const admin = await accounts.create({ name: newName(), password: PASSWORD, role: "admin" });
    expect(admin).toMatchObject({ role: "admin" });
    expect(await accounts.hasAdmin()).toBe(true);
    await accounts.setBlocked(admin?.id ?? "", true);
    expect(await accounts.hasAdmin()).toBe(false);
  });

  test.for(INJECTIONS)("SQL is a text like any other: %j", async (text) => {
    const accounts = createAccounts();
    const before = (await accounts.list()).length;
    const witness = newName();
    await accounts.create({ name: witness, password: PASSWORD });
    expect(await accounts.check(text, text)).toBeNull();
    expect(await accounts.check(witness, text)).toBeNull();
    expect(await accounts.check(text, PASSWORD)).toBeNull();
    const name = readName(text);
    const account = name === null ? null : await accounts.create({ name, password: `${text} is my password` });
    expect(account?.name ?? null).toBe(name);
    if (name !== null) expect(await accounts.check(name, PASSWORD)).toBeNull();
    expect(await accounts.list()).toHaveLength(before + (name === null ? 1 : 2));
    expect(await accounts.check(witness, PASSWORD)).toMatchObject({ name: witness, role: "member" });
  });
}
