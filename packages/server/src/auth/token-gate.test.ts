import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { NOW_SECONDS, SECRET, tokenWith } from "../../fixtures/jwt.ts";
import { OpenRoom } from "../../fixtures/open.ts";
import { TestClient, type TestServer, testServer } from "../testing/index.ts";
import type { RequireTokenProblem } from "./refusal-listener.ts";
import { requireToken, type RequireTokenOptions } from "./require-token.ts";
import { createThrottle } from "./throttle.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_SECONDS * 1000, toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => void vi.useRealTimers());

function open(options: Partial<RequireTokenOptions>): Promise<TestServer> {
  const peer = requireToken({ keys: SECRET, algorithms: ["HS256"], ...options });
  return testServer({ peer, rooms: [{ name: "lobby", room: OpenRoom }] });
}

/** How a token fares in the upgrade: its HTTP refusal's code and details, or "in". */
async function knock(server: TestServer, token: string, headers: object = {}): Promise<unknown> {
  const client = await server.connect("/socket/lobby", { ...headers, authorization: `Bearer ${token}` });
  if (client instanceof TestClient) return "in";
  const { code, details } = client.body as { code: unknown; details: unknown };
  return [client.status, code, details];
}

const BAD = [401, "unauthorized", "bad_token"];

// guessing

test("[TK15] an address that guesses is made to wait, then blocked; a right token gets in all the same, and does not wipe its slate", async () => {
  const address = { freeAttempts: 2, blockAfter: 2, blockMs: 60_000 };
  await using server = await open({
    throttle: createThrottle({ address }),
    address: ({ headers }) => String(headers["x-address"]),
  });
  const from = (at: string, token: string): Promise<unknown> => knock(server, token, { "x-address": at });
  expect(await from("192.0.2.1", "guess")).toEqual(BAD);
  expect(await from("192.0.2.1", tokenWith())).toBe("in");
  expect(await from("192.0.2.1", "guess")).toEqual(BAD);
  // a neighbour's guesses keep nobody out who has a token
  expect(await from("192.0.2.1", tokenWith())).toBe("in");
  expect(await from("192.0.2.1", "guess")).toEqual([429, "too_many_attempts", { after_ms: expect.any(Number) }]);
  expect(await from("192.0.2.2", "guess")).toEqual(BAD);
  vi.advanceTimersByTime(60_000);
  expect(await from("192.0.2.1", "guess")).toEqual(BAD);
});

test("[TK15] who is made to wait hears so before its time to authenticate is over", async () => {
  const throttle = createThrottle({ maxWaitMs: 10_000, address: { freeAttempts: 1, delayMs: 8000 } });
  await using server = await open({ throttle });
  expect(await knock(server, "guess")).toEqual(BAD);
  const idle = vi.getTimerCount();
  const second = knock(server, "guess");
  await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(idle));
  await vi.advanceTimersByTimeAsync(2250);
  expect(await second).toEqual([429, "too_many_attempts", { after_ms: 1000 }]);
  expect(server.events.filter(({ type }) => type === "hook_failed")).toEqual([]);
});

test("[TK15] an expired token is no guess", async () => {
  const throttle = createThrottle({ address: { freeAttempts: 1, blockAfter: 1 } });
  await using server = await open({ throttle });
  const expired = tokenWith({ exp: NOW_SECONDS - 60 });
  for (let run = 0; run < 3; run++) expect(await knock(server, expired)).toEqual([401, "unauthorized", "expired"]);
  expect(await knock(server, tokenWith())).toBe("in");
});

// what the operator sees

test("[TK18] the application hears why a token was refused, and of whom, but not which token", async () => {
  const heard: unknown[] = [];
  const onRefused = (problem: RequireTokenProblem, peer: object): void => void heard.push([problem, peer]);
  await using server = await open({ onRefused });
  const tokens = [
    "a.b.c",
    tokenWith({ aud: "mail" }),
    tokenWith({ exp: NOW_SECONDS - 60 }),
    tokenWith({}, { room: "x" }),
  ];
  for (const token of tokens) await knock(server, token);
  const ann = await server.join("/socket/lobby", {}, { token: tokenWith() });
  ann.say("authenticate", { token: tokenWith({ sub: "bob" }) }, []);
  await ann.expect("error");
  const peer = { peerId: expect.any(String), room: "lobby" };
  expect(heard).toEqual([
    ["malformed", peer],
    ["wrong_audience", peer],
    ["expired", peer],
    ["other_room", peer],
    ["other_subject", { peerId: ann.id, room: "lobby" }],
  ]);
});

test.for<[string, () => unknown]>([
  ["throws", () => JSON.parse("{")],
  ["rejects", () => Promise.reject(new Error("the log is full"))],
])("[TK18] a listener that %s harms nobody, and is warned of once", async ([, onRefused]) => {
  const warned = vi.spyOn(process, "emitWarning").mockReturnValue();
  await using server = await open({ onRefused });
  for (let run = 0; run < 3; run++) expect(await knock(server, "guess")).toEqual(BAD);
  expect(warned).toHaveBeenCalledTimes(1);
  warned.mockRestore();
});

// keys that cannot be had

test("[TK11] while the server of the keys does not answer, clients are told to come again, and no hook has failed", async () => {
  const keys = createServer(() => {});
  const listening = Promise.withResolvers<void>();
  keys.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const url = new URL(`http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`);
  // not even the fetch gives up
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(new AbortController().signal);
  await using server = await open({ keys: url, algorithms: ["ES256"] });
  const asked = Promise.withResolvers<void>();
  keys.on("request", () => asked.resolve());
  const token = `${Buffer.from('{"alg":"ES256"}').toString("base64url")}.e30.AAAA`;
  const knocks = [knock(server, token), knock(server, token)];
  await asked.promise;
  await vi.advanceTimersByTimeAsync(2000);
  expect(await Promise.all(knocks)).toEqual([
    [429, "too_many_attempts", { after_ms: expect.any(Number) }],
    [429, "too_many_attempts", { after_ms: expect.any(Number) }],
  ]);
  expect(server.events.filter(({ type }) => type === "hook_failed")).toEqual([]);
  timeout.mockRestore();
  keys.closeAllConnections();
  keys.close();
});
