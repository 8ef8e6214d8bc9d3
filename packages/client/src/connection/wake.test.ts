import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, type ConnectOptions } from "../index.ts";

const WAKING = ["online", "pageshow", "visibilitychange"] as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A connection on a page; `wake` is what the browser tells that page. */
function start(options: ConnectOptions = {}) {
  const page = new EventTarget();
  const document = { visibilityState: "visible" };
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("document", document);
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create, random: () => 0.5, ...options });
  const wake = (type: string): boolean => page.dispatchEvent(new Event(type));
  return { sockets, connection, document, wake };
}

test.for(WAKING)("%s while waiting: tries at once, and only once", (type) => {
  const { sockets, connection, wake } = start();
  sockets.latest.end();
  wake(type);
  expect(connection.state).toEqual({ name: "connecting", attempt: 1 });
  vi.advanceTimersByTime(1_000);
  expect(sockets.all).toHaveLength(2);
});

test.for(WAKING)("%s while connecting: lets the attempt be", (type) => {
  const { sockets, connection, wake } = start();
  wake(type);
  expect(connection.state).toEqual({ name: "connecting", attempt: 0 });
  expect(sockets.all).toHaveLength(1);
  expect(sockets.latest.sent).toEqual([]);
});

test.for(WAKING)("%s while open: a link that does not answer within 5 s is dead", (type) => {
  const { sockets, connection, wake } = start();
  sockets.latest.authenticate();
  wake(type);
  expect(sockets.latest.sent).toEqual(["ping"]);
  vi.advanceTimersByTime(2_999);
  expect(connection.state.name).toBe("open");
  vi.advanceTimersByTime(1);
  expect(connection.state).toMatchObject({ name: "waiting", attempt: 1, error: null });
});

test.for(WAKING)("%s while open: a link that answers goes on, with its next heartbeat an interval later", (type) => {
  const { sockets, connection, wake } = start();
  sockets.latest.authenticate();
  wake(type);
  sockets.latest.receive("pong");
  vi.advanceTimersByTime(3_000);
  expect(sockets.latest.sent).toEqual(["ping", "ping"]);
  sockets.latest.receive("pong");
  vi.advanceTimersByTime(9_999);
  expect(sockets.latest.sent).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(sockets.latest.sent).toHaveLength(3);
  expect(connection.state.name).toBe("open");
});

test.for(WAKING)("%s once closed: does nothing", async (type) => {
  const { sockets, connection, wake } = start();
  sockets.latest.end();
  await connection.close();
  wake(type);
  expect(connection.state).toEqual({ name: "closed", error: null });
  expect(sockets.all).toHaveLength(1);
});

test("once closed for good, it leaves nothing behind on the page", () => {
  const { sockets, connection } = start();
  const listening: AbortSignal[] = [];
  vi.stubGlobal("addEventListener", (_type: string, _listener: unknown, { signal }: { signal: AbortSignal }) => {
    listening.push(signal);
  });
  const other = connect("wss://host/room", { createSocket: sockets.create });
  expect(listening.map(({ aborted }) => aborted)).toEqual([false, false, false]);
  sockets.latest.end(4401, "unauthorized");
  expect(other.state.name).toBe("closed");
  expect(listening.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  void connection.close();
});

test("a page that becomes hidden neither tries nor probes", () => {
  const { sockets, connection, document, wake } = start();
  document.visibilityState = "hidden";
  sockets.latest.authenticate();
  wake("visibilitychange");
  expect(sockets.latest.sent).toEqual([]);
  sockets.latest.end();
  wake("visibilitychange");
  expect(connection.state.name).toBe("waiting");
  wake("online");
  expect(connection.state.name).toBe("connecting");
});

test("waits as long as the server asked for, whatever the page does", () => {
  const { sockets, connection, wake } = start();
  sockets.latest.authenticate();
  sockets.latest.fail("going_away", { after_ms: 7_000 });
  sockets.latest.end(1001, "going_away");
  for (const type of WAKING) wake(type);
  vi.advanceTimersByTime(6_999);
  expect(connection.state.name).toBe("waiting");
  vi.advanceTimersByTime(1);
  expect(connection.state.name).toBe("connecting");
});

test("a computer that has slept longer than the server asked for tries when it wakes up", () => {
  const { sockets, connection, wake } = start();
  sockets.latest.fail("too_many_attempts", { after_ms: 900_000 });
  sockets.latest.end(4429, "too_many_attempts");
  // timers stand still while a computer sleeps
  vi.setSystemTime(Date.now() + 900_000);
  wake("online");
  expect(connection.state).toEqual({ name: "connecting", attempt: 1 });
});

test("several reasons to look, one probe", () => {
  const { sockets, connection, wake } = start();
  sockets.latest.authenticate();
  for (const type of WAKING) wake(type);
  vi.advanceTimersByTime(1_000);
  for (const type of WAKING) wake(type);
  expect(sockets.latest.sent).toEqual(["ping"]);
  vi.advanceTimersByTime(2_000);
  expect(connection.state.name).toBe("waiting");
});

test("a probe does not give a heartbeat's ping more time than it had, and may give it less", () => {
  const { sockets, connection, wake } = start();
  sockets.latest.authenticate();
  vi.advanceTimersByTime(17_000);
  wake("online");
  vi.advanceTimersByTime(2_999);
  expect(connection.state.name).toBe("open");
  vi.advanceTimersByTime(1);
  expect(connection.state.name).toBe("waiting");

  const { sockets: others, connection: other, wake: wakeOther } = start();
  others.latest.authenticate();
  vi.advanceTimersByTime(11_000);
  wakeOther("online");
  expect(others.latest.sent).toEqual(["ping", "ping"]);
  vi.advanceTimersByTime(3_000);
  expect(other.state.name).toBe("waiting");
});

test("a probe waits no longer than a heartbeat does, and without heartbeats there is none", () => {
  const { sockets, connection, wake } = start({ heartbeatMs: 1_000 });
  sockets.latest.authenticate();
  wake("online");
  vi.advanceTimersByTime(1_000);
  expect(connection.state.name).toBe("waiting");

  const { sockets: others, connection: other, wake: wakeOther } = start({ heartbeatMs: false });
  others.latest.authenticate();
  wakeOther("online");
  vi.advanceTimersByTime(60_000);
  expect(others.latest.sent).toEqual([]);
  expect(other.state.name).toBe("open");
});

test("where there is no page, nothing ever wakes it", () => {
  vi.stubGlobal("addEventListener", undefined);
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create });
  sockets.latest.authenticate();
  expect(connection.state.name).toBe("open");
});
