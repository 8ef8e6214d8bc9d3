import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ConfigError } from "../observe/errors.ts";
import { accountKey } from "./account-key.ts";
import { addressKey } from "./address-key.ts";
import type { ThrottleOptions } from "./throttle-options.ts";
import { type Attempt, type Blocked, createThrottle, type Throttle } from "./throttle.ts";

beforeEach(() => {
  vi.useFakeTimers();
  // chance decides nothing: among equals whoever came first goes first, and `afterMs` is early by the whole hold
  vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => array);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const ANN = accountKey("ann");
const BOB = accountKey("bob");
const HERE = addressKey("192.0.2.1");
const ANN_HERE = accountKey("ann", "192.0.2.1");
const HOLD_MS = 2000;

/** An attempt that has been let go on. */
async function begin(throttle: Throttle, ...keys: string[]): Promise<Attempt> {
  const attempt = await throttle.attempt(keys);
  if (attempt.type === "blocked") throw new Error(`Blocked for ${attempt.afterMs} ms`);
  return attempt;
}

async function fail(throttle: Throttle, count: number, ...keys: string[]): Promise<void> {
  for (let done = 0; done < count; done++) (await begin(throttle, ...keys)).failed();
}

/** What an attempt meets, once so much time has passed. */
async function outcome(attempt: Promise<Attempt | Blocked>, afterMs = 0): Promise<Attempt | Blocked | "waits"> {
  await vi.advanceTimersByTimeAsync(afterMs);
  return Promise.race([attempt, Promise.resolve("waits" as const)]);
}

test("[TH1] the first failures are free; then the next attempt waits, each time twice as long", async () => {
  const throttle = createThrottle();
  await fail(throttle, 3, ANN);
  for (const delayMs of [500, 1000, 2000]) {
    const attempt = throttle.attempt([ANN]);
    expect(await outcome(attempt, delayMs - 1)).toBe("waits");
    const late = await outcome(attempt, 1);
    expect(late).toMatchObject({ type: "attempt" });
    if (typeof late === "object" && late.type === "attempt") late.failed();
  }
  // what would take longer than anybody waits is said at once
  expect(await throttle.attempt([ANN])).toEqual({ type: "blocked", afterMs: 4000 - HOLD_MS });
  expect(await throttle.attempt([BOB])).toMatchObject({ type: "attempt" });
});

test("[TH1] the delay is bounded, and an account is never blocked: its owner could be locked out", async () => {
  const throttle = createThrottle();
  for (let failures = 0; failures < 200; failures++) {
    await fail(throttle, 1, ANN);
    vi.advanceTimersByTime(10_000);
  }
  expect(await throttle.attempt([ANN])).toMatchObject({ type: "attempt" });
});

test.for([
  ["an address", HERE, 50],
  ["an account, as tried from one address", ANN_HERE, 10],
  ["a key of one's own", "device:7", 10],
] as const)(
  "[TH1] %s is blocked after its failures, and each further one blocks it again",
  async ([, key, blockAfter]) => {
    const throttle = createThrottle();
    for (let failures = 0; failures < blockAfter; failures++) {
      vi.advanceTimersByTime(10_000);
      await fail(throttle, 1, key);
    }
    expect(await throttle.attempt([key])).toEqual({ type: "blocked", afterMs: 15 * 60_000 - HOLD_MS });
    expect(await throttle.attempt([BOB, key])).toEqual({ type: "blocked", afterMs: 15 * 60_000 - HOLD_MS });
    vi.advanceTimersByTime(15 * 60_000);
    await fail(throttle, 1, key);
    expect(await throttle.attempt([key])).toEqual({ type: "blocked", afterMs: 15 * 60_000 - HOLD_MS });
  },
);

test("[TH1] whether an account is blocked is a choice", async () => {
  const throttle = createThrottle({ account: { freeAttempts: 2, blockAfter: 2, blockMs: 60_000 } });
  await fail(throttle, 2, ANN);
  expect(await throttle.attempt([ANN])).toEqual({ type: "blocked", afterMs: 60_000 - HOLD_MS });
});

test("[TH1] a block outlasts a window that is shorter", async () => {
  const throttle = createThrottle({ other: { freeAttempts: 1, blockAfter: 1, blockMs: 60_000 }, windowMs: 1000 });
  await fail(throttle, 1, "device:7");
  vi.advanceTimersByTime(50_000);
  expect(await throttle.attempt(["device:7"])).toEqual({ type: "blocked", afterMs: 10_000 - HOLD_MS });
});

test("[TH1] a key without failures for the window is forgiven", async () => {
  const throttle = createThrottle({ windowMs: 60_000 });
  await fail(throttle, 3, ANN);
  vi.advanceTimersByTime(59_999);
  await fail(throttle, 1, ANN);
  vi.advanceTimersByTime(60_000);
  await fail(throttle, 3, ANN);
  expect(await outcome(throttle.attempt([ANN]))).toBe("waits");
});

test("[TH2] attempts that come at once are counted: no more go on than failures are free", async () => {
  const throttle = createThrottle();
  const attempts = Array.from({ length: 10 }, () => throttle.attempt([ANN]));
  const first = await Promise.all(attempts.slice(0, 3));
  expect(first).toMatchObject(first.map(() => ({ type: "attempt" })));
  expect(await outcome(attempts[3] ?? expect.unreachable())).toBe("waits");
  for (const attempt of first) if (attempt.type === "attempt") attempt.failed();
  expect(await outcome(attempts[3] ?? expect.unreachable(), 499)).toBe("waits");
  expect(await outcome(attempts[3] ?? expect.unreachable(), 1)).toMatchObject({ type: "attempt" });
  // from then on they go one by one
  expect(await outcome(attempts[4] ?? expect.unreachable(), 500)).toBe("waits");
  expect(await outcome(attempts[4] ?? expect.unreachable(), 2000)).toEqual({ type: "blocked", afterMs: 1000 });
});

test("[TH2] failures and attempts under way count together", async () => {
  const throttle = createThrottle({ account: { delayMs: 5000 } });
  await fail(throttle, 2, ANN);
  const running = await begin(throttle, ANN);
  const waiting = throttle.attempt([ANN]);
  expect(await outcome(waiting)).toBe("waits");
  running.failed();
  // it is told so as soon as it is clear that its time is too long
  expect(await outcome(waiting)).toEqual({ type: "blocked", afterMs: 5000 - HOLD_MS });
});

test("[TH2] those that succeed make room for the next at once, and cost nothing", async () => {
  const throttle = createThrottle();
  const attempts = Array.from({ length: 100 }, () => throttle.attempt([HERE]));
  let succeeded = 0;
  for (const attempt of attempts) {
    const result = await attempt;
    if (result.type === "attempt") result.succeeded();
    succeeded++;
  }
  expect(succeeded).toBe(100);
  await fail(throttle, 20, HERE);
  expect(await outcome(throttle.attempt([HERE]))).toBe("waits");
});

test("[TH2] an attempt of which nobody says how it went counts as under way, then as failed", async () => {
  const throttle = createThrottle({ account: { freeAttempts: 1, delayMs: 1000 } });
  const forgotten = await begin(throttle, ANN);
  expect(await outcome(throttle.attempt([ANN]), 3000)).toEqual({ type: "blocked", afterMs: 1000 });
  vi.advanceTimersByTime(27_000);
  expect(await outcome(throttle.attempt([ANN]))).toBe("waits");
  forgotten.succeeded();
  expect(await outcome(throttle.attempt([ANN]), 999)).toBe("waits");
});

test("[TH2] what is said second of an attempt counts for nothing", async () => {
  const throttle = createThrottle({ account: { freeAttempts: 2 } });
  const [failed, succeeded] = [await begin(throttle, ANN), await begin(throttle, BOB)];
  failed.failed();
  failed.failed();
  failed.succeeded();
  succeeded.succeeded();
  succeeded.failed();
  await fail(throttle, 1, ANN);
  expect(await outcome(throttle.attempt([ANN]))).toBe("waits");
  await fail(throttle, 1, BOB);
  expect(await throttle.attempt([BOB])).toMatchObject({ type: "attempt" });
});

test("[TH3] a success forgives the account from that address; what the address and the account have failed elsewhere stays", async () => {
  const throttle = createThrottle({ address: { freeAttempts: 3 } });
  await fail(throttle, 2, HERE, ANN, ANN_HERE);
  // who has an account of its own logs in between two guesses
  (await begin(throttle, HERE, BOB, accountKey("bob", "192.0.2.1"))).succeeded();
  await fail(throttle, 1, HERE, ANN, ANN_HERE);
  expect(await outcome(throttle.attempt([HERE]))).toBe("waits");
  const owner = throttle.attempt([ANN, ANN_HERE]);
  expect(await outcome(owner, 499)).toBe("waits");
  const late = await outcome(owner, 1);
  if (typeof late === "object" && late.type === "attempt") late.succeeded();
  await fail(throttle, 3, ANN_HERE);
  (await begin(throttle, ANN)).failed();
  expect(await outcome(throttle.attempt([ANN]), 999)).toBe("waits");
});

test("[TH3] an attempt waits for the slowest of its keys, and is free without any", async () => {
  const throttle = createThrottle({ other: { freeAttempts: 1, delayMs: 2000 } });
  await fail(throttle, 3, ANN);
  await fail(throttle, 1, "device:7");
  const attempt = throttle.attempt([ANN, "device:7", ANN]);
  expect(await outcome(attempt, 1999)).toBe("waits");
  expect(await outcome(attempt, 1)).toMatchObject({ type: "attempt" });
  for (let count = 0; count < 100; count++) await fail(throttle, 1);
  for (let count = 0; count < 3; count++) await fail(throttle, 1, BOB, BOB);
});

test("[TH4] no more attempts wait than may: beyond, the one that would go last is refused", async () => {
  const throttle = createThrottle({ account: { freeAttempts: 1 }, maxWaiting: 2 });
  await fail(throttle, 1, "device:guesser");
  const running = await begin(throttle, ANN);
  const [guesser, first] = [throttle.attempt([ANN, "device:guesser"]), throttle.attempt([ANN, "device:1"])];
  expect(await outcome(guesser)).toBe("waits");
  const second = throttle.attempt([ANN, "device:2"]);
  expect(await guesser).toEqual({ type: "blocked", afterMs: 1000 });
  expect(await throttle.attempt([ANN, "device:3"])).toEqual({ type: "blocked", afterMs: 1000 });
  expect(await throttle.attempt([BOB])).toMatchObject({ type: "attempt" });
  running.succeeded();
  const next = await first;
  if (next.type === "attempt") next.succeeded();
  expect([next, await second]).toMatchObject([{ type: "attempt" }, { type: "attempt" }]);
});

test.for([{ maxWaiting: 0 }, { maxWaitMs: 0 }])(
  "[TH4] with %o nothing waits, and no time is early",
  async (options) => {
    const throttle = createThrottle(options);
    await fail(throttle, 3, ANN);
    expect(await throttle.attempt([ANN])).toEqual({ type: "blocked", afterMs: 500 });
    for (let count = 0; count < 3; count++) await begin(throttle, BOB);
    expect(await throttle.attempt([BOB])).toEqual({ type: "blocked", afterMs: 1000 });
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("[TH4] keys are bounded: the one that was used least recently is forgotten, and a blocked one that is tried is used", async () => {
  const throttle = createThrottle({ other: { freeAttempts: 1, blockAfter: 1 }, maxKeys: 3 });
  for (const key of ["a:1", "a:2", "a:3"]) await fail(throttle, 1, key);
  expect(await throttle.attempt(["a:1"])).toMatchObject({ type: "blocked" });
  await fail(throttle, 1, "a:4");
  expect(await throttle.attempt(["a:1"])).toMatchObject({ type: "blocked" });
  expect(await throttle.attempt(["a:2"])).toMatchObject({ type: "attempt" });
});

test("[TH4] keys that differ only far behind are different keys", async () => {
  const throttle = createThrottle({ other: { freeAttempts: 1, blockAfter: 1 } });
  const long = "x".repeat(100_000);
  await fail(throttle, 1, `a:${long}1`);
  expect(await throttle.attempt([`a:${long}1`])).toMatchObject({ type: "blocked" });
  await fail(throttle, 1, `a:${long}2`);
});

test("[TH4] log-ins to one's own account from very many addresses make no other one unknown, and only the last ones known", async () => {
  const throttle = createThrottle({ account: { freeAttempts: 1 }, maxKeys: 100 });
  const from = (name: string, address: string): string[] => [accountKey(name), accountKey(name, address)];
  (await begin(throttle, ...from("ann", "192.0.2.1"))).succeeded();
  for (let count = 0; count < 1000; count++) {
    (await begin(throttle, ...from("eve", `10.0.${count >> 8}.${count & 255}`))).succeeded();
  }
  await fail(throttle, 1, ANN);
  await fail(throttle, 1, accountKey("eve"));
  expect(await throttle.attempt(from("ann", "192.0.2.1"))).toMatchObject({ type: "attempt" });
  expect(await throttle.attempt(from("eve", "10.0.3.231"))).toMatchObject({ type: "attempt" });
  expect(await outcome(throttle.attempt(from("eve", "10.0.3.223")))).toBe("waits");
});

test("[TH4] when all is settled no timer is left", async () => {
  const throttle = createThrottle();
  await fail(throttle, 3, ANN);
  const attempt = throttle.attempt([ANN]);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(await attempt).toMatchObject({ type: "attempt" });
  expect(vi.getTimerCount()).toBe(0);
});

test.for<[string, unknown]>([
  ["throttle.account.freeAttempts", { account: { freeAttempts: 0 } }],
  ["throttle.address.freeAttempts", { address: { freeAttempts: 1.5 } }],
  ["throttle.other.blockAfter", { other: { blockAfter: 2 } }],
  ["throttle.other.blockAfter", { other: { blockAfter: true } }],
  ["throttle.account.delayMs", { account: { delayMs: 0 } }],
  ["throttle.account.delayMs", { account: { delayMs: false } }],
  ["throttle.account.maxDelayMs", { account: { maxDelayMs: Number.NaN } }],
  ["throttle.account.blockMs", { account: { blockMs: 3e9 } }],
  ["throttle.account.burst", { account: { burst: 1 } }],
  ["throttle.account", { account: 3 }],
  ["throttle.windowMs", { windowMs: -1 }],
  ["throttle.maxWaitMs", { maxWaitMs: -1 }],
  ["throttle.maxWaiting", { maxWaiting: "many" }],
  ["throttle.maxKeys", { maxKeys: 0 }],
  ["throttle.freeAttempts", { freeAttempts: 1 }],
])("[TH1] a wrong %s is refused at the start", ([name, options]) => {
  expect(() => createThrottle(options as ThrottleOptions)).toThrow(ConfigError);
  expect(() => createThrottle(options as ThrottleOptions)).toThrow(name);
});
