import { expect, test, vi } from "vitest";

import { collectReports } from "../fakes/collect-reports.ts";
import { FakeSockets, type FakeSocket } from "../fakes/fake-socket.ts";
import { connect, type ConnectOptions } from "../index.ts";

const HOUR = 3_600_000;
const reported = collectReports();

interface Options extends ConnectOptions {
  /** The lifetime of the first token; absent for none. */
  readonly expiresInMs?: number;
}

/** An open connection of a client whose cookie has let it in; the test answers what it asks for. */
async function start({ expiresInMs, ...options }: Options) {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  const sockets = new FakeSockets();
  const answers: PromiseWithResolvers<string>[] = [];
  const token = (): Promise<string> => {
    const answer = Promise.withResolvers<string>();
    answers.push(answer);
    return answer.promise;
  };
  const connection = connect("wss://host/room", {
    createSocket: sockets.create,
    random: () => 0,
    heartbeatMs: false,
    token,
    tokenIn: "cookie",
    ...options,
  });
  const open = (expiresInMs?: number): void =>
    sockets.latest.authenticate("P1", [], expiresInMs === undefined ? {} : { token_expires_in_ms: expiresInMs });
  await vi.advanceTimersByTimeAsync(0);
  open(expiresInMs);
  const answer = async (text: string): Promise<void> => {
    answers.at(-1)?.resolve(text);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { sockets, connection, answers, answer, open, wake: () => page.dispatchEvent(new Event("online")) };
}

function accept(socket: FakeSocket, expiresInMs: number | null): void {
  const data = { token_expires_in_ms: expiresInMs };
  socket.receive({ event: "token_accepted", data, from: null, to: ["P1"] });
}

/** The tokens that were sent on a socket. */
function sent(socket: FakeSocket): unknown[][] {
  return socket.sent.map((frame) => JSON.parse(frame)).map(({ event, data, to }) => [event, data.token, to]);
}

/** Lets the time pass until the function is asked; says how much that was. */
async function untilAsked(answers: readonly unknown[], count: number): Promise<number> {
  const begin = Date.now();
  while (answers.length < count && vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync();
  return Date.now() - begin;
}

test.for([
  { lifetimeMs: HOUR, random: 0, afterMs: 0.8 * HOUR },
  { lifetimeMs: HOUR, random: 1 - Number.EPSILON, afterMs: 0.75 * HOUR },
  { lifetimeMs: 50_000, random: 0, afterMs: 40_000 },
  { lifetimeMs: 40_000, random: 0, afterMs: 30_000 },
  { lifetimeMs: 20_000, random: 0, afterMs: 10_000 },
  { lifetimeMs: 6_000, random: 0, afterMs: 3_000 },
  { lifetimeMs: 500, random: 0, afterMs: 1_000 },
  { lifetimeMs: 0, random: 0, afterMs: 1_000 },
])("a token that holds $lifetimeMs ms is renewed after $afterMs, with dice of $random", async (given) => {
  const { answers } = await start({ expiresInMs: given.lifetimeMs, random: () => given.random });
  expect(await untilAsked(answers, 1)).toBeCloseTo(given.afterMs, 0);
});

test("times that no timer can run are waited for all the same", async () => {
  const { answers } = await start({ expiresInMs: 50 * 24 * HOUR });
  expect(await untilAsked(answers, 1)).toBe(40 * 24 * HOUR);
});

test("a new token is sent to the server, and renewed in turn when that has accepted it", async () => {
  const { sockets, connection, answers, answer } = await start({ expiresInMs: HOUR });
  const heard: unknown[] = [];
  connection.on("token_accepted", ({ data }) => heard.push(data.token_expires_in_ms));
  await untilAsked(answers, 1);
  await answer("t1");
  expect(sent(sockets.latest)).toEqual([["authenticate", "t1", []]]);
  accept(sockets.latest, 100_000);
  expect(await untilAsked(answers, 2)).toBe(80_000);
  await answer("t2");
  accept(sockets.latest, null);
  await vi.advanceTimersByTimeAsync(30 * 24 * HOUR);
  expect([heard, answers.length, reported, vi.getTimerCount()]).toEqual([[100_000, null], 2, [], 0]);
  expect(connection.state.name).toBe("open");
});

test.for([undefined, null, -1, "1000", {}])("an expiry of %j is none: nothing is asked", async (expires) => {
  const { sockets, answers } = await start({ tokenIn: "cookie" });
  sockets.latest.authenticate("P1", [], { token_expires_in_ms: expires });
  accept(sockets.latest, expires as number | null);
  await vi.advanceTimersByTimeAsync(HOUR);
  expect([answers.length, vi.getTimerCount()]).toEqual([0, 0]);
});

test("a fixed token cannot be renewed: nothing is asked or sent", async () => {
  const { sockets } = await start({ token: "fixed", tokenIn: "subprotocol", expiresInMs: 60_000 });
  expect(vi.getTimerCount()).toBe(0);
  sockets.latest.fail("token_refused", "expired");
  await vi.advanceTimersByTimeAsync(HOUR);
  expect([sockets.latest.sent, reported]).toEqual([[], []]);
});

test("a function that fails is reported, and asked again after growing waits", async () => {
  const { answers } = await start({ expiresInMs: HOUR, random: () => 1 - Number.EPSILON });
  await untilAsked(answers, 1);
  const waits: number[] = [];
  for (let count = 2; count <= 5; count += 1) {
    answers.at(-1)?.reject(new Error("offline"));
    await vi.advanceTimersByTimeAsync(0);
    waits.push(Math.round(await untilAsked(answers, count)));
  }
  expect(waits).toEqual([5_000, 10_000, 15_000, 15_000]);
  const error = { code: "token_not_renewed", cause: new Error("offline") };
  expect(reported).toEqual(waits.map(() => expect.objectContaining(error)));
});

test("with the luckiest dice it still waits a second between two failures", async () => {
  const { answers } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  answers.at(-1)?.reject(new Error("offline"));
  await vi.advanceTimersByTimeAsync(0);
  expect(await untilAsked(answers, 2)).toBe(1_000);
});

test.for([1, "", null, undefined])("an answer of %j is no token: it is reported and not sent", async (text) => {
  const { sockets, answers, answer } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  await answer(text as string);
  const cause = expect.objectContaining({ code: "bad_token" });
  expect(reported).toEqual([expect.objectContaining({ code: "token_not_renewed", cause })]);
  expect([sockets.latest.sent, await untilAsked(answers, 2)]).toEqual([[], 1_000]);
});

test("a token that the server refuses is reported with its reason, and another one is asked for", async () => {
  const { sockets, connection, answers, answer } = await start({ expiresInMs: HOUR });
  const errors: unknown[] = [];
  connection.on("error", ({ data }) => errors.push(data.code));
  await untilAsked(answers, 1);
  await answer("t1");
  sockets.latest.fail("token_refused", "other_room");
  expect(reported).toEqual([expect.objectContaining({ code: "token_not_renewed", cause: "other_room" })]);
  expect(await untilAsked(answers, 2)).toBe(1_000);
  await answer("t2");
  accept(sockets.latest, null);
  expect([sent(sockets.latest).length, errors, vi.getTimerCount()]).toEqual([2, ["token_refused"], 0]);
});

test("after a success the waits between failures begin anew", async () => {
  const { sockets, answers, answer } = await start({ expiresInMs: HOUR, random: () => 1 - Number.EPSILON });
  await untilAsked(answers, 1);
  answers[0]?.reject(new Error("offline"));
  await vi.advanceTimersByTimeAsync(0);
  await untilAsked(answers, 2);
  await answer("t1");
  accept(sockets.latest, HOUR);
  await untilAsked(answers, 3);
  answers[2]?.reject(new Error("offline"));
  await vi.advanceTimersByTimeAsync(0);
  expect(Math.round(await untilAsked(answers, 4))).toBe(5_000);
});

test("a refusal of nothing that was sent is not heeded", async () => {
  const { sockets, answers, answer } = await start({ expiresInMs: HOUR });
  sockets.latest.fail("token_refused", "what?");
  expect(reported).toEqual([]);
  expect(await untilAsked(answers, 1)).toBe(0.8 * HOUR);
  sockets.latest.fail("token_refused", "still nothing");
  expect(reported).toEqual([]);
  await answer("t1");
  accept(sockets.latest, HOUR);
  sockets.latest.fail("token_refused", "too late");
  expect(reported).toEqual([]);
});

test("another error is no refusal: the answer is still waited for", async () => {
  const { sockets, answers, answer } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  await answer("t1");
  sockets.latest.fail("no_such_peer", ["P9"]);
  accept(sockets.latest, null);
  expect([reported, vi.getTimerCount()]).toEqual([[], 0]);
});

test("an answer of the server that is late counts, and what is asked for meanwhile is not sent", async () => {
  const { sockets, answers, answer } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  await answer("t1");
  await untilAsked(answers, 2);
  accept(sockets.latest, HOUR);
  await answer("t2");
  expect(sent(sockets.latest).map(([, token]) => token)).toEqual(["t1"]);
  expect(await untilAsked(answers, 3)).toBe(0.8 * HOUR);
});

test("after a sleep that took longer than the token has, a page that wakes up renews at once", async () => {
  const { sockets, answers, answer, wake } = await start({ expiresInMs: HOUR });
  // timers stand still while a computer sleeps
  vi.setSystemTime(Date.now() + 2 * HOUR);
  wake();
  expect(answers).toHaveLength(1);
  wake();
  await answer("t1");
  wake();
  expect([answers.length, sent(sockets.latest).length]).toEqual([1, 1]);
});

test("after a short sleep the time that it took is not waited for again", async () => {
  const { answers, wake } = await start({ expiresInMs: HOUR });
  vi.setSystemTime(Date.now() + 0.5 * HOUR);
  wake();
  expect(answers).toHaveLength(0);
  expect(await untilAsked(answers, 1)).toBeCloseTo(0.3 * HOUR, 0);
});

test("without anything that wakes it, it notices a sleep within a minute", async () => {
  const { answers } = await start({ expiresInMs: HOUR });
  vi.setSystemTime(Date.now() + 2 * HOUR);
  expect(await untilAsked(answers, 1)).toBe(60_000);
});

test("a page that wakes up waits no longer than a second to try again what has failed", async () => {
  const { answers, wake } = await start({ expiresInMs: HOUR, random: () => 1 - Number.EPSILON });
  await untilAsked(answers, 1);
  answers[0]?.reject(new Error("offline"));
  await vi.advanceTimersByTimeAsync(0);
  wake();
  expect(await untilAsked(answers, 2)).toBe(1_000);
});

test("a page that wakes up long after a failure tries again at once", async () => {
  const { answers, wake } = await start({ expiresInMs: HOUR, random: () => 1 - Number.EPSILON });
  await untilAsked(answers, 1);
  answers[0]?.reject(new Error("offline"));
  await vi.advanceTimersByTimeAsync(1_000);
  wake();
  wake();
  expect(answers).toHaveLength(2);
});

test("a page that wakes up again and again asks once a second", async () => {
  const { answers, wake } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  for (let count = 0; count < 50; count += 1) {
    answers.at(-1)?.reject(new Error("offline"));
    await vi.advanceTimersByTimeAsync(100);
    wake();
  }
  expect(answers).toHaveLength(6);
});

test.for(["resolves", "rejects"])("a function that %s after close changes nothing", async (how) => {
  const { sockets, connection, answers } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  void connection.close();
  sockets.latest.end(1000);
  if (how === "resolves") answers[0]?.resolve("late");
  else answers[0]?.reject(new Error("late"));
  await vi.runAllTimersAsync();
  expect([sockets.latest.sent, reported, vi.getTimerCount()]).toEqual([[], [], 0]);
});

test.for(["before it is asked", "while it is asked", "while the server looks", "between two tries"])(
  "closed %s: no timer is left",
  async (when) => {
    const { sockets, connection, answers, answer } = await start({ expiresInMs: HOUR });
    if (when !== "before it is asked") await untilAsked(answers, 1);
    if (when === "while the server looks") await answer("t1");
    if (when === "between two tries") answers[0]?.reject(new Error("offline"));
    await vi.advanceTimersByTimeAsync(0);
    const done = connection.close();
    sockets.latest.end(1000);
    await done;
    expect(vi.getTimerCount()).toBe(0);
  },
);

test("a token that was asked for on a socket that is lost is not sent on the next one", async () => {
  const { sockets, answers, answer, open } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  sockets.latest.end();
  await vi.advanceTimersToNextTimerAsync();
  open(HOUR);
  await answer("of the former");
  expect([sockets.all.length, sockets.all.map(({ sent }) => sent)]).toEqual([2, [[], []]]);
  expect(await untilAsked(answers, 2)).toBe(0.8 * HOUR);
});

test("a socket that is lost while the server looks leaves nothing to report", async () => {
  const { sockets, answers, answer, open } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  await answer("t1");
  sockets.latest.end();
  await vi.advanceTimersToNextTimerAsync();
  open();
  await vi.advanceTimersByTimeAsync(HOUR);
  expect([reported, answers.length]).toEqual([[], 1]);
});

test("a connection that expires all the same comes back, and the new socket's token is renewed", async () => {
  const { sockets, connection, answers, open } = await start({ expiresInMs: HOUR });
  await untilAsked(answers, 1);
  sockets.latest.fail("token_expired");
  sockets.latest.end(4419, "token_expired");
  await vi.advanceTimersToNextTimerAsync();
  open(HOUR);
  expect(connection.state.name).toBe("open");
  expect(await untilAsked(answers, 2)).toBe(0.8 * HOUR);
});

test.for(["subprotocol", "first_message"] as const)("%s: a renewal is a message, too", async (tokenIn) => {
  let count = 0;
  const { sockets } = await start({ token: () => `t${++count}`, tokenIn, expiresInMs: HOUR });
  await vi.advanceTimersByTimeAsync(0.8 * HOUR);
  expect(sent(sockets.latest)).toEqual([["authenticate", "t2", []]]);
});
