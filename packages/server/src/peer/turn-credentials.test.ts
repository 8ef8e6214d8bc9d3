import { createHmac } from "node:crypto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ConfigError, type IceServer, turnCredentials } from "../index.ts";

const NOW = 1_700_000_000_250;
const SECRET = "north";
const ANN = { peerId: "6fc2a385-23e0-48ca-9472-233ef8543353", room: "room" };
const TURN = "turn:turn.example.com:3478?transport=udp";

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

function relay(servers: readonly IceServer[]): { username: string; credential: string } {
  const { username = "", credential = "" } = servers.at(-1) ?? {};
  return { username, credential };
}

test("[IC2] what coturn expects: the time at which they expire, a name, and their HMAC-SHA1", () => {
  const { servers, expireInMs } = turnCredentials({ urls: TURN, secret: SECRET })(ANN);
  const { username, credential } = relay(servers);
  expect(servers).toEqual([{ urls: [TURN], username, credential }]);
  expect(username).toMatch(/^1700003600:6fc2a385-23e0-48ca-9472-233ef8543353\.[\w-]{16}$/u);
  expect(credential).toBe(createHmac("sha1", SECRET).update(username).digest("base64"));
  // an hour, by the whole second in which coturn takes them to expire
  expect(expireInMs).toBe(3_600_000 - 250);
});

test("[IC2] the lifetime is an option", () => {
  const { servers, expireInMs } = turnCredentials({ urls: TURN, secret: SECRET, lifetimeSeconds: 60 })(ANN);
  expect(relay(servers).username).toMatch(/^1700000060:/u);
  expect(expireInMs).toBe(60_000 - 250);
});

test("[IC2] they are of one peer in one room; renewed, they have the same name and a later time", () => {
  const make = turnCredentials({ urls: TURN, secret: SECRET });
  const nameOf = (peer: typeof ANN): string => relay(make(peer).servers).username;
  const first = nameOf(ANN);
  expect(new Set([first, nameOf({ ...ANN, peerId: "other" }), nameOf({ ...ANN, room: "other" })]).size).toBe(3);
  vi.advanceTimersByTime(1_800_000);
  expect(nameOf(ANN)).toBe(first.replace("1700003600", "1700005400"));
});

test("[IC2] a room's name, which may be a secret, is not in them", () => {
  const { servers } = turnCredentials({ urls: TURN, secret: SECRET })({ peerId: "P", room: "call-7Jx0q" });
  expect(JSON.stringify(servers)).not.toContain("7Jx0q");
});

test("[IC2] STUN servers among them get no credentials", () => {
  const stun = "stun:stun.example.com";
  const { servers } = turnCredentials({ urls: [TURN, stun, "turns:turn.example.com"], secret: SECRET })(ANN);
  expect(servers).toEqual([
    { urls: [stun] },
    { urls: [TURN, "turns:turn.example.com"], username: expect.any(String), credential: expect.any(String) },
  ]);
});

test.for([
  [{ urls: [] }, "turnCredentials.urls"],
  [{ urls: undefined }, "turnCredentials.urls"],
  [{ urls: ["stun:stun.example.com"] }, "turnCredentials.urls"],
  [{ urls: [TURN, "https://example.com"] }, "turnCredentials.urls"],
  [{ urls: [TURN, 5] }, "turnCredentials.urls"],
  [{ secret: "" }, "turnCredentials.secret: expected a string that is not empty"],
  [{ secret: undefined }, "turnCredentials.secret"],
  [{ lifetimeSeconds: 0 }, "turnCredentials.lifetimeSeconds: expected a positive whole number"],
  [{ lifetimeSeconds: 0.5 }, "turnCredentials.lifetimeSeconds"],
  [{ lifetimeSeconds: Number.NaN }, "turnCredentials.lifetimeSeconds"],
])("[CF1] turnCredentials refuses %j, and never says the secret", ([options, message]) => {
  const make = (): unknown => turnCredentials({ urls: TURN, secret: SECRET, ...(options as object) });
  expect(make).toThrow(ConfigError);
  expect(make).toThrow(message);
  expect(make).not.toThrow(SECRET);
});
