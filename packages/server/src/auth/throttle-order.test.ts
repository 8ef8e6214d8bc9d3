import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { accountKey } from "./account-key.ts";
import { addressKey } from "./address-key.ts";
import { type Attempt, type Blocked, createThrottle, type Throttle } from "./throttle.ts";

// who goes first, who is known, and when those who are refused are told to come back

let chance = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
    if (array instanceof Uint32Array) array.fill(chance * 2 ** 32);
    return array;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const DAY_MS = 24 * 60 * 60_000;

/** The keys of a log-in. */
function keys(name: string, address: string): string[] {
  return [addressKey(address), accountKey(name), accountKey(name, address)];
}

async function begin(throttle: Throttle, given: readonly string[]): Promise<Attempt> {
  const attempt = await throttle.attempt(given);
  if (attempt.type === "blocked") throw new Error(`Blocked for ${attempt.afterMs} ms`);
  return attempt;
}

/** Makes an account cost its longest delay, from an address each. */
async function besiege(throttle: Throttle, name: string): Promise<void> {
  for (let count = 0; count < 10; count++) {
    (await begin(throttle, keys(name, `10.0.0.${count}`))).failed();
    if (count < 9) vi.advanceTimersByTime(10_000);
  }
}

/** What has become of attempts, once so much time has passed. */
async function settled(attempts: readonly Promise<Attempt | Blocked>[], afterMs: number): Promise<string[]> {
  await vi.advanceTimersByTimeAsync(afterMs);
  const waits = Promise.resolve({ type: "waits" as const });
  return Promise.all(attempts.map(async (attempt) => (await Promise.race([attempt, waits])).type));
}

test("[TH7] of those that wait for an account, the one whose address and pair have failed least goes first", async () => {
  const throttle = createThrottle();
  await besiege(throttle, "ann");
  await vi.advanceTimersByTimeAsync(8000);
  const attempts = ["10.0.0.1", "10.0.0.2", "192.0.2.1", "10.0.0.3"].map((from) => throttle.attempt(keys("ann", from)));
  expect(await settled(attempts, 2000)).toEqual(["blocked", "blocked", "attempt", "blocked"]);
});

test("[TH7] among equals chance decides, not who came first", async () => {
  const throttle = createThrottle();
  await besiege(throttle, "ann");
  await vi.advanceTimersByTimeAsync(8000);
  const attempts = [0.9, 0.4, 0.6].map((share, index) => {
    chance = share;
    return throttle.attempt(keys("ann", `192.0.2.${index}`));
  });
  const types = await settled(attempts, 2000);
  expect(types.indexOf("attempt")).toBe(1);
});

test.for([
  [0, 6000],
  [0.5, 6250],
  [0.999, 6500],
])("[TH7] who is refused is told to come while the next ones are held, by chance %s", async ([share = 0, afterMs]) => {
  const throttle = createThrottle();
  await besiege(throttle, "ann");
  vi.advanceTimersByTime(2000);
  chance = share;
  expect(await throttle.attempt(keys("ann", "192.0.2.1"))).toEqual({ type: "blocked", afterMs });
});

test("[TH8] where an account has been logged in to, strangers do not hold it up, nor do its own failures there slow strangers", async () => {
  const throttle = createThrottle();
  (await begin(throttle, keys("ann", "192.0.2.1"))).succeeded();
  await besiege(throttle, "ann");
  (await begin(throttle, keys("ann", "192.0.2.1"))).failed();
  (await begin(throttle, keys("ann", "192.0.2.1"))).succeeded();
  expect(await throttle.attempt(keys("ann", "192.0.2.2"))).toMatchObject({ type: "blocked" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await throttle.attempt(keys("ann", "192.0.2.2"))).toMatchObject({ type: "attempt" });
});

test("[TH8] where an account has been logged in to, guesses still count by address and account: 10, then it is blocked there", async () => {
  const throttle = createThrottle();
  (await begin(throttle, keys("ann", "192.0.2.1"))).succeeded();
  for (let count = 0; count < 10; count++) {
    (await begin(throttle, keys("ann", "192.0.2.1"))).failed();
    vi.advanceTimersByTime(10_000);
  }
  expect(await throttle.attempt(keys("ann", "192.0.2.1"))).toMatchObject({ type: "blocked" });
});

test("[TH8] a known address is known for one account, and for 30 days", async () => {
  const throttle = createThrottle();
  (await begin(throttle, keys("eve", "192.0.2.1"))).succeeded();
  await besiege(throttle, "ann");
  expect(await throttle.attempt(keys("ann", "192.0.2.1"))).toMatchObject({ type: "blocked" });
  vi.advanceTimersByTime(29 * DAY_MS);
  await besiege(throttle, "eve");
  expect(await throttle.attempt(keys("eve", "192.0.2.1"))).toMatchObject({ type: "attempt" });
  vi.advanceTimersByTime(DAY_MS);
  await besiege(throttle, "eve");
  expect(await throttle.attempt(keys("eve", "192.0.2.1"))).toMatchObject({ type: "blocked" });
});
