import { randomUUID } from "node:crypto";

import { expect, onTestFinished, test, vi } from "vitest";

import { newRoomName } from "../../../call/src/room-name.ts";
import { readJoinToken, signJoinToken } from "./join-token.ts";
import { openKeyRing } from "./key-ring.ts";
import { readSessionToken, signSessionToken } from "./session-token.ts";
import type { Session } from "./sessions.ts";

const MINUTE_MS = 60_000;
const keys = await openKeyRing(null);

function createSession(): Session {
  const account = { id: randomUUID(), name: "Ann", role: "member", isBlocked: false } as const;
  const expiresAt = Math.floor(Date.now() / 1000) * 1000 + 30 * MINUTE_MS;
  return { id: "x".repeat(43), account, expiresAt };
}

test("a join token says whose it is, of which session, and for which call, until the session expires", async () => {
  vi.useFakeTimers({ now: Date.parse("2030-01-01"), toFake: ["Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const [session, call] = [createSession(), newRoomName()];
  const token = await signJoinToken(keys, session, call);
  const { account, id: sessionId, expiresAt } = session;
  expect(await readJoinToken(keys, token)).toEqual({ accountId: account.id, sessionId, call, expiresAt });
  vi.setSystemTime(expiresAt);
  expect(await readJoinToken(keys, token)).toBeNull();
});

test("a join token is no session, and a session's token joins nothing", async () => {
  const session = createSession();
  const join = await signJoinToken(keys, session, newRoomName());
  expect(await readSessionToken(keys, join, Date.now())).toBeNull();
  const { account, id: secret, expiresAt } = session;
  const cookie = await signSessionToken(keys, { accountId: account.id, secret, expiresAt }, Date.now());
  expect(await readJoinToken(keys, cookie)).toBeNull();
});

test("a join token of another server, or a changed one, is refused", async () => {
  const token = await signJoinToken(keys, createSession(), newRoomName());
  expect(await readJoinToken(await openKeyRing(null), token)).toBeNull();
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  const other = Buffer.from(JSON.stringify({ ...claims, parlor: { room: "*" } })).toString("base64url");
  expect(await readJoinToken(keys, `${header}.${other}.${signature}`)).toBeNull();
});

test("a join token ends with its session", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const session = { ...createSession(), expiresAt: Date.now() + 10_000 };
  const token = await signJoinToken(keys, session, newRoomName());
  vi.advanceTimersByTime(9000);
  expect(await readJoinToken(keys, token)).not.toBeNull();
  vi.advanceTimersByTime(2000);
  expect(await readJoinToken(keys, token)).toBeNull();
  await expect(signJoinToken(keys, session, newRoomName())).rejects.toThrow(TypeError);
});

test.for([undefined, null, "", "x", "a.b.c", 7, {}, ["x"], "x".repeat(3_000)])("junk is no token: %j", async (junk) => {
  expect(await readJoinToken(keys, junk)).toBeNull();
});
