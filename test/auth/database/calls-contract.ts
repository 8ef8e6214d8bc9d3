import { randomUUID } from "node:crypto";

import { expect, test } from "vitest";

import { Accounts } from "../../../examples/auth/src/accounts/accounts.ts";
import { Calls } from "../../../examples/auth/src/calls/calls.ts";
import { TooManyCallsError } from "../../../examples/auth/src/calls/too-many-calls-error.ts";
import type { Database } from "../../../examples/auth/src/database/open-database.ts";
import { isRoomName, newRoomName } from "../../../examples/call/src/room-name.ts";
import { newName } from "./accounts-contract.ts";
import { createCountingHasher } from "./counting-hasher.ts";
import { INJECTIONS } from "./injections.ts";

/** What `Calls` promise, on any database. */
export function callsContract(open: () => Database): void {
  async function createOwner(): Promise<string> {
    const account = await new Accounts(open(), createCountingHasher()).create({ name: newName(), password: "x" });
    return account?.id ?? "";
  }

  test("a call is found by its name, which nobody can guess, and by its owner", async () => {
    const calls = new Calls(open());
    const ownerId = await createOwner();
    const before = Date.now();
    const call = await calls.create(ownerId);
    expect(call).toEqual({ name: call.name, ownerId, isClosed: false, createdAt: call.createdAt });
    expect(isRoomName(call.name)).toBe(true);
    expect(call.createdAt).toBeGreaterThanOrEqual(before);
    expect(await calls.byName(call.name)).toEqual(call);
    expect(await calls.listOf(ownerId)).toEqual([call]);
    expect(await calls.byName(newRoomName())).toBeNull();
    expect(await calls.listOf(await createOwner())).toEqual([]);
  });

  test("a closed call stays known as closed, and is in no list", async () => {
    const calls = new Calls(open());
    const ownerId = await createOwner();
    const call = await calls.create(ownerId);
    expect(await calls.close(call.name)).toBe(true);
    expect(await calls.close(call.name)).toBe(false);
    expect(await calls.byName(call.name)).toEqual({ ...call, isClosed: true });
    expect(await calls.listOf(ownerId)).toEqual([]);
  });

  test("a call that was closed long ago is forgotten when its owner makes another", async () => {
    const database = open();
    const calls = new Calls(database);
    const ownerId = await createOwner();
    const [old, recent] = [await calls.create(ownerId), await calls.create(ownerId)];
    for (const { name } of [old, recent]) await calls.close(name);
    const closed_at = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
    await database.updateTable("calls").set({ closed_at }).where("name", "=", old.name).execute();
    await calls.create(ownerId);
    expect(await calls.byName(old.name)).toBeNull();
    expect(await calls.byName(recent.name)).toEqual({ ...recent, isClosed: true });
  });

  test("whoever is banned from a call is banned from this one alone, and nobody else is", async () => {
    const calls = new Calls(open());
    const [one, other] = [await createOwner(), await createOwner()];
    const [call, another] = [await calls.create(one), await calls.create(one)];
    await calls.ban(call.name, other);
    await calls.ban(call.name, other);
    expect(await calls.isBanned(call.name, other)).toBe(true);
    expect(await calls.isBanned(another.name, other)).toBe(false);
    expect(await calls.isBanned(call.name, one)).toBe(false);
  });

  test("a ban is listed with the account's name until it is lifted, and others stay", async () => {
    const database = open();
    const calls = new Calls(database);
    const [ownerId, one, other] = [await createOwner(), await createOwner(), await createOwner()];
    const [call, another] = [await calls.create(ownerId), await calls.create(ownerId)];
    const banOf = async (name: string, accountId: string): Promise<object> => {
      const account = await new Accounts(database, createCountingHasher()).byId(accountId);
      return { call: name, accountId, name: account?.name };
    };
    for (const accountId of [one, other]) await calls.ban(call.name, accountId);
    await calls.ban(another.name, one);
    const [first, second, third] = [
      await banOf(call.name, one),
      await banOf(call.name, other),
      await banOf(another.name, one),
    ];
    const bans = await calls.bansOf(call.name);
    expect(bans).toHaveLength(2);
    expect(bans).toEqual(expect.arrayContaining([first, second]));
    expect(await calls.listBans()).toEqual(expect.arrayContaining([first, second, third]));

    expect(await calls.unban(call.name, one)).toBe(true);
    expect(await calls.unban(call.name, one)).toBe(false);
    expect(await calls.isBanned(call.name, one)).toBe(false);
    expect(await calls.bansOf(call.name)).toEqual([second]);
    expect(await calls.bansOf(another.name)).toEqual([third]);
    await calls.close(call.name);
    const listed = await calls.listBans();
    expect(listed).toContainEqual(third);
    expect(listed).not.toContainEqual(second);
  });

  test("nobody is banned from a call that is not, and who is not is banned from none", async () => {
    const calls = new Calls(open());
    const ownerId = await createOwner();
    const [{ name }, unknown, nobody] = [await calls.create(ownerId), newRoomName(), randomUUID()];
    await calls.ban(unknown, ownerId);
    await calls.ban(name, nobody);
    expect(await calls.isBanned(unknown, ownerId)).toBe(false);
    expect(await calls.isBanned(name, nobody)).toBe(false);
  });

  test("an account can have 200 calls, those included that it has just closed", async () => {
    const database = open();
    const calls = new Calls(database);
    const ownerId = await createOwner();
    const row = (): { name: string; owner_id: string; created_at: Date; closed_at: Date } => ({
      name: newRoomName(),
      owner_id: ownerId,
      created_at: new Date(),
      closed_at: new Date(),
    });
    await database
      .insertInto("calls")
      .values(Array.from({ length: 199 }, row))
      .execute();
    await calls.create(ownerId);
    await expect(calls.create(ownerId)).rejects.toThrow(TooManyCallsError);
    expect(await calls.listOf(ownerId)).toHaveLength(1);
    await calls.create(await createOwner());
  });

  test.for(INJECTIONS)("SQL is a name or an id like any other: %j", async (text) => {
    const calls = new Calls(open());
    const ownerId = await createOwner();
    const call = await calls.create(ownerId);
    expect(await calls.byName(text)).toBeNull();
    expect(await calls.close(text)).toBe(false);
    expect(await calls.listOf(text)).toEqual([]);
    await calls.ban(text, ownerId);
    await calls.ban(call.name, text);
    expect(await calls.isBanned(text, ownerId)).toBe(false);
    expect(await calls.isBanned(call.name, text)).toBe(false);
    await calls.ban(call.name, ownerId);
    expect(await calls.unban(text, ownerId)).toBe(false);
    expect(await calls.unban(call.name, text)).toBe(false);
    expect(await calls.bansOf(text)).toEqual([]);
    expect(await calls.isBanned(call.name, ownerId)).toBe(true);
    await expect(calls.create(text)).rejects.toBeInstanceOf(Error);
    expect(await calls.listOf(ownerId)).toEqual([call]);
  });
}
