import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, type ConnectOptions } from "../index.ts";
import { Heartbeat } from "./heartbeat.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start(options: ConnectOptions = {}) {
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create, random: () => 0.5, ...options });
  return { sockets, connection, socket: sockets.latest };
}

test("pings every 10 s from `authenticated` on, and stays open while it hears anything at all", () => {
  const { connection, socket } = start();
  vi.advanceTimersByTime(3_000);
  socket.authenticate();
  vi.advanceTimersByTime(9_999);
  expect(socket.sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(socket.sent).toEqual(["ping"]);
  for (const answer of ["pong", "garbage", { event: "chat", data: 1, from: "P2", to: "all" }]) {
    socket.receive(answer);
    vi.advanceTimersByTime(10_000);
  }
  expect(socket.sent).toEqual(["ping", "ping", "ping", "ping"]);
  expect(connection.state.name).toBe("open");
});

test.for([0, 1, 3_000, 9_999])("a link that dies %i ms after a ping is found within 20 s", (diesAfterMs) => {
  const { sockets, connection, socket } = start();
  socket.authenticate();
  vi.advanceTimersByTime(10_000 + diesAfterMs);
  socket.receive("pong");
  const foundAfterMs = 20_000 - diesAfterMs;
  vi.advanceTimersByTime(foundAfterMs - 1);
  expect(connection.state.name).toBe("open");
  vi.advanceTimersByTime(1);
  expect(connection.state).toMatchObject({ name: "waiting", attempt: 1, error: null });
  expect(socket.closed).toEqual({ code: 4408, reason: "timed_out" });
  vi.advanceTimersToNextTimer();
  expect(sockets.all).toHaveLength(2);
});

test("does not wait for the close of a dead link, and takes no notice of it when it comes", () => {
  const { sockets, connection, socket } = start();
  socket.authenticate("P1");
  vi.advanceTimersByTime(20_000);
  vi.advanceTimersToNextTimer();
  sockets.latest.authenticate("P2");
  socket.receive({ event: "left", data: { peer_id: "P2" }, from: null, to: "all" });
  socket.end(4403, "join_refused");
  expect(connection.state).toEqual({ name: "open", peerId: "P2", room: "room" });
  vi.advanceTimersByTime(10_000);
  expect(socket.sent).toEqual(["ping"]);
});

test("stops with the socket", () => {
  const { connection, socket } = start({ retryPolicy: () => null });
  socket.authenticate();
  socket.end();
  expect(connection.state.name).toBe("closed");
  expect(vi.getTimerCount()).toBe(0);
});

test("is off when told so", () => {
  const { socket } = start({ heartbeatMs: false, connectTimeoutMs: false });
  expect(vi.getTimerCount()).toBe(0);
  socket.authenticate();
  expect(vi.getTimerCount()).toBe(0);
});

test("calls a link dead once", () => {
  const dead = vi.fn<() => void>();
  // oxlint-disable-next-line no-new -- it runs by itself
  new Heartbeat(1_000, { ping: () => {}, dead });
  vi.advanceTimersByTime(60_000);
  expect(dead).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

/** The page sleeps: time goes by, and its timers stand still. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

test("a page that slept asks again instead of calling the link dead, and goes on if it is answered", () => {
  const { connection, socket } = start();
  socket.authenticate();
  vi.advanceTimersByTime(10_000);
  sleep(3_600_000);
  vi.advanceTimersByTime(10_000);
  expect(socket.sent).toEqual(["ping", "ping"]);
  expect(connection.state.name).toBe("open");
  socket.receive("pong");
  vi.advanceTimersByTime(3_000);
  expect(socket.sent).toEqual(["ping", "ping", "ping"]);
  expect(connection.state.name).toBe("open");
});

test("a link that died while the page slept is found 5 s after it was asked again", () => {
  const { connection, socket } = start();
  socket.authenticate();
  vi.advanceTimersByTime(10_000);
  sleep(3_600_000);
  vi.advanceTimersByTime(12_999);
  expect(connection.state.name).toBe("open");
  vi.advanceTimersByTime(1);
  expect(connection.state.name).toBe("waiting");
});

test("a timer that is late by no more than an interval is no sleep", () => {
  const { connection, socket } = start();
  socket.authenticate();
  vi.advanceTimersByTime(10_000);
  sleep(10_000);
  vi.advanceTimersByTime(10_000);
  expect(connection.state.name).toBe("waiting");
});

test("timers that are always late, as in the background, do not hide a dead link", () => {
  const { connection, socket } = start();
  socket.authenticate();
  for (let beats = 0; beats < 3; beats += 1) {
    sleep(60_000);
    vi.advanceTimersToNextTimer();
  }
  expect(socket.sent).toEqual(["ping", "ping"]);
  expect(connection.state.name).toBe("waiting");
});

test("timers that are always late do not end a link that answers", () => {
  const { connection, socket } = start();
  socket.authenticate();
  for (let beats = 0; beats < 10; beats += 1) {
    sleep(60_000);
    vi.advanceTimersToNextTimer();
    // every other answer comes only after the next beat
    if (beats % 2 === 0) socket.receive("pong");
  }
  expect(connection.state.name).toBe("open");
});

test("a clock that is put back ends no link, and hides no dead one", () => {
  const { connection, socket } = start();
  socket.authenticate();
  sleep(-3_600_000);
  vi.advanceTimersByTime(10_000);
  socket.receive("pong");
  vi.advanceTimersByTime(10_000);
  expect(connection.state.name).toBe("open");
  vi.advanceTimersByTime(10_000);
  expect(connection.state.name).toBe("waiting");
});
