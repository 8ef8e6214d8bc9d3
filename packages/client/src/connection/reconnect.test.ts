import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, type ConnectOptions } from "../index.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function start(options: ConnectOptions = {}) {
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create, random: () => 0.5, ...options });
  const waitMs = (): number | null => {
    const { state } = connection;
    return state.name === "waiting" ? state.retryAt - Date.now() : null;
  };
  return { sockets, connection, waitMs };
}

test("a refusal is final and says why", () => {
  const { sockets, connection } = start();
  sockets.latest.fail("join_refused", "room_full");
  sockets.latest.end(4403, "join_refused");
  const error = { code: "join_refused", description: "", details: "room_full" };
  expect(connection.state).toEqual({ name: "closed", error });
  expect(vi.getTimerCount()).toBe(0);
});

test.for(["unauthorized", "no_such_room", "bad_request"] as const)("%s during the upgrade is final", (code) => {
  const { sockets, connection } = start();
  const close = { unauthorized: 4401, no_such_room: 4404, bad_request: 4400 }[code];
  sockets.latest.fail(code);
  sockets.latest.end(close, code);
  expect(connection.state).toMatchObject({ name: "closed", error: { code } });
});

test("knows why from the close frame alone", () => {
  const { sockets, connection } = start();
  sockets.latest.end(4401, "unauthorized");
  const error = { code: "unauthorized", description: "Unauthorized", details: null };
  expect(connection.state).toEqual({ name: "closed", error });
});

test("knows why from the error frame if the close frame lost its reason", () => {
  const { sockets, connection } = start();
  sockets.latest.authenticate();
  sockets.latest.fail("removed", "spam");
  sockets.latest.end(4403);
  expect(connection.state).toMatchObject({ name: "closed", error: { code: "removed", details: "spam" } });
});

test("does not blame an earlier error for a later close", () => {
  const { sockets, connection } = start();
  sockets.latest.authenticate();
  sockets.latest.fail("no_such_peer", ["P9"]);
  sockets.latest.end();
  expect(connection.state).toMatchObject({ name: "waiting", error: null });
  const { sockets: others, connection: other } = start();
  others.latest.fail("join_refused", "room_full");
  others.latest.end(4403, "removed");
  expect(other.state).toMatchObject({ name: "closed", error: { code: "removed", details: null } });
});

test("a close code that nobody explained decides alone", () => {
  const { sockets, connection } = start();
  sockets.latest.end(1009, "Max payload exceeded");
  expect(connection.state).toEqual({ name: "closed", error: null });
});

test("comes back after a network failure, within a ceiling that doubles from 500 ms to 15 s", () => {
  for (const [random, share] of [
    [() => 0, 0],
    [() => 0.5, 0.5],
    [() => 1 - Number.EPSILON, 1],
  ] as const) {
    const { sockets, connection, waitMs } = start({ random });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      sockets.latest.end();
      expect(connection.state).toMatchObject({ name: "waiting", attempt, error: null });
      waits.push(Math.round(waitMs() ?? -1));
      vi.advanceTimersToNextTimer();
      expect(connection.state).toEqual({ name: "connecting", attempt });
    }
    const ceilings = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];
    expect(waits).toEqual(ceilings.map((ceiling) => ceiling * share));
    expect(sockets.all).toHaveLength(9);
    void connection.close();
    vi.runAllTimers();
  }
});

test("tries at retryAt, and not before", () => {
  const { sockets, waitMs } = start();
  sockets.latest.end();
  expect(waitMs()).toBe(250);
  vi.advanceTimersByTime(249);
  expect(sockets.all).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(sockets.all).toHaveLength(2);
});

test("starts from 5 s when told to come later", () => {
  const { sockets, connection, waitMs } = start();
  const waits: (number | null)[] = [];
  for (const code of ["room_busy", "rate_limited", "too_many_connections"]) {
    sockets.latest.fail(code);
    sockets.latest.end(code === "room_busy" ? 4503 : 4429, code);
    expect(connection.state).toMatchObject({ name: "waiting", error: { code } });
    waits.push(waitMs());
    vi.advanceTimersToNextTimer();
  }
  expect(waits).toEqual([2_500, 5_000, 7_500]);
});

test("the back-off starts over once the connection has been open for a while, with the new peer id and roster", () => {
  const { sockets, connection, waitMs } = start();
  for (let count = 0; count < 5; count += 1) {
    sockets.latest.end();
    vi.advanceTimersToNextTimer();
  }
  sockets.latest.authenticate("P5", [{ peer_id: "P0", metadata: null }]);
  vi.advanceTimersByTime(5_000);
  sockets.latest.end();
  expect(connection.state).toMatchObject({ name: "waiting", attempt: 1 });
  expect(waitMs()).toBe(250);
  expect([...connection.members.keys()]).toEqual(["P0"]);
  vi.advanceTimersToNextTimer();
  sockets.latest.authenticate("P6");
  expect(connection.state).toEqual({ name: "open", peerId: "P6", room: "room" });
  expect(connection.members.size).toBe(0);
});

test("a room that lets clients in and crashes at once is not besieged: the back-off goes on", () => {
  const { sockets, connection } = start();
  const attempts: number[] = [];
  connection.onState((state) => {
    if (state.name === "waiting") attempts.push(state.attempt);
  });
  for (let count = 0; count < 4; count += 1) {
    sockets.latest.authenticate();
    sockets.latest.fail("room_crashed");
    sockets.latest.end(4500, "room_crashed");
    vi.advanceTimersToNextTimer();
  }
  expect(attempts).toEqual([1, 2, 3, 4]);
});

test("waits exactly as long as a server going away asks for", () => {
  for (const afterMs of [0, 1_234, 900_000, 3_600_000]) {
    const { sockets, connection, waitMs } = start();
    sockets.latest.authenticate();
    sockets.latest.fail("going_away", { after_ms: afterMs });
    sockets.latest.end(1001, "going_away");
    expect(connection.state).toMatchObject({ name: "waiting", error: { code: "going_away" } });
    expect(waitMs()).toBe(afterMs);
    void connection.close();
  }
});

test("waits as long as any other error asks for", () => {
  const { sockets, waitMs } = start();
  sockets.latest.fail("too_many_connections", { after_ms: 20_000 });
  sockets.latest.end(4429, "too_many_connections");
  expect(waitMs()).toBe(20_000);
});

test.for([3_600_001, 1e300])("comes back after an hour when the server asks for %d ms", (afterMs) => {
  const { sockets, waitMs } = start();
  sockets.latest.fail("too_many_attempts", { after_ms: afterMs });
  sockets.latest.end(4429, "too_many_attempts");
  expect(waitMs()).toBe(3_600_000);
});

test("uses its own back-off when what the server asks for makes no sense", () => {
  const asked = [null, 7, [], {}, { after_ms: "1" }, { after_ms: -1 }, { after_ms: null }];
  for (const details of asked) {
    const { sockets, connection, waitMs } = start();
    sockets.latest.fail("going_away", details);
    sockets.latest.end(1001, "going_away");
    expect(waitMs()).toBe(250);
    void connection.close();
  }
});

test("asks the given policy, which may give up", () => {
  const retryPolicy = vi.fn<NonNullable<ConnectOptions["retryPolicy"]>>();
  const { sockets, connection, waitMs } = start({ retryPolicy });
  retryPolicy.mockReturnValueOnce(77);
  sockets.latest.fail("going_away", { after_ms: 9 });
  sockets.latest.end(1001, "going_away");
  expect(waitMs()).toBe(77);
  const error = { code: "going_away", description: "", details: { after_ms: 9 } };
  const random: unknown = expect.any(Function);
  expect(retryPolicy.mock.lastCall).toEqual([{ attempt: 1, retry: "yes", afterMs: 9, error, random }]);
  vi.advanceTimersToNextTimer();
  retryPolicy.mockReturnValueOnce(null);
  sockets.latest.end();
  expect(connection.state).toEqual({ name: "closed", error: null });
});

test("a policy that fails is reported, and the default takes its place", () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const bug = new Error("bug");
  const retryPolicy = vi
    .fn<() => number>(() => Number.NaN)
    .mockImplementationOnce(() => {
      throw bug;
    });
  const { sockets, waitMs } = start({ retryPolicy });
  sockets.latest.end();
  expect(waitMs()).toBe(250);
  vi.advanceTimersToNextTimer();
  sockets.latest.end();
  expect(waitMs()).toBe(500);
  expect(reported).toEqual([bug, expect.objectContaining({ code: "bad_option" })]);
});

test("a socket that cannot be created any more is reported and counts as a network failure", () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const sockets = new FakeSockets();
  let works = true;
  const createSocket: NonNullable<ConnectOptions["createSocket"]> = (url, protocols) => {
    if (!works) throw new Error("no more");
    return sockets.create(url, protocols);
  };
  const { connection } = start({ createSocket });
  works = false;
  sockets.latest.end();
  vi.advanceTimersToNextTimer();
  expect(connection.state).toMatchObject({ name: "waiting", attempt: 2, error: null });
  expect(reported).toEqual([expect.objectContaining({ code: "no_socket" })]);
  works = true;
  vi.advanceTimersToNextTimer();
  sockets.latest.authenticate();
  expect(connection.state.name).toBe("open");
});

test("gives an attempt up that takes too long, and does not wait for its close", () => {
  const { sockets, connection } = start({ connectTimeoutMs: 3_000 });
  const [first] = sockets.all;
  vi.advanceTimersByTime(2_999);
  expect(connection.state.name).toBe("connecting");
  vi.advanceTimersByTime(1);
  expect(connection.state).toMatchObject({ name: "waiting", error: null });
  expect(first?.closed).toEqual({ code: 4408, reason: "timed_out" });
  vi.advanceTimersToNextTimer();
  first?.authenticate("stale");
  first?.end(4401, "unauthorized");
  expect(connection.state).toEqual({ name: "connecting", attempt: 1 });
  sockets.latest.authenticate("P1");
  vi.advanceTimersByTime(3_000);
  expect(connection.state.name).toBe("open");
});

test("a retry policy that closes the connection has the last word", () => {
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", {
    createSocket: sockets.create,
    retryPolicy: () => {
      void connection.close();
      return 1;
    },
  });
  sockets.latest.end();
  vi.advanceTimersByTime(60_000);
  expect(connection.state.name).toBe("closed");
  expect(sockets.all).toHaveLength(1);
});

test("an option that is undefined was not given", () => {
  const sockets = new FakeSockets();
  const options: ConnectOptions = { createSocket: sockets.create };
  const withUndefined = Object.assign({ heartbeatMs: undefined, whileDown: undefined }, options);
  expect(connect("wss://host/room", withUndefined).state.name).toBe("connecting");
});
