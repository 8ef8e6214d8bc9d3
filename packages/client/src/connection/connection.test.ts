import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, ConnectionError, type ConnectOptions } from "../index.ts";

type Events = { chat: { text: string } };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function start(options: ConnectOptions = {}) {
  const sockets = new FakeSockets();
  const connection = connect<Events>("wss://host/socket/room", { createSocket: sockets.create, ...options });
  return { sockets, connection, socket: sockets.latest };
}

test("offers the subprotocol, and is open once the server has authenticated it", () => {
  const { connection, socket } = start();
  const states: unknown[] = [];
  connection.onState((state) => states.push(state));
  expect([socket.url, socket.protocols]).toEqual(["wss://host/socket/room", ["parlor.1"]]);
  expect(connection.state).toEqual({ name: "connecting", attempt: 0 });
  socket.authenticate("P1");
  expect(connection.state).toEqual({ name: "open", peerId: "P1", room: "room" });
  expect(states).toEqual([connection.state]);
});

test("hands out messages by event, the server's and the others' alike", () => {
  const { connection, socket } = start();
  const heard: unknown[] = [];
  connection.on("authenticated", ({ data }) => heard.push(data.peer_id));
  connection.on("joined", ({ data, from }) => heard.push([data.peer_id, data.metadata, from]));
  connection.on("chat", (message) => heard.push(message));
  connection.on("left", ({ data }) => heard.push(data.peer_id));
  connection.on("error", ({ data }) => heard.push([data.code, data.details]));
  socket.authenticate("P1");
  socket.receive({ event: "joined", data: { peer_id: "P2", metadata: 7 }, from: "P2", to: "all" });
  socket.receive({ event: "chat", data: { text: "hi" }, from: "P2", to: "all" });
  socket.receive({ event: "left", data: { peer_id: "P2" }, from: null, to: "all" });
  socket.fail("no_such_peer", ["P2"]);
  expect(heard).toEqual([
    "P1",
    ["P2", 7, "P2"],
    { event: "chat", data: { text: "hi" }, from: "P2", to: "all" },
    "P2",
    ["no_such_peer", ["P2"]],
  ]);
});

test("keeps a roster that is up to date before any listener hears of a change", () => {
  const { connection, socket } = start();
  const sizes: number[] = [];
  connection.onState(() => sizes.push(connection.members.size));
  connection.on("joined", () => sizes.push(connection.members.size));
  connection.on("left", () => sizes.push(connection.members.size));
  socket.authenticate("P1", [{ peer_id: "P0", metadata: { name: "Ada" } }]);
  expect([...connection.members]).toEqual([["P0", { name: "Ada" }]]);
  socket.receive({ event: "joined", data: { peer_id: "P2", metadata: null }, from: "P2", to: "all" });
  socket.receive({ event: "left", data: { peer_id: "P0" }, from: null, to: "all" });
  expect([...connection.members]).toEqual([["P2", null]]);
  expect(sizes).toEqual([1, 2, 1]);
});

test("sends messages in the form of the protocol", () => {
  const { connection, socket } = start();
  socket.authenticate();
  connection.send("chat", { text: "hi" }, ["P2"]);
  expect(socket.sent).toEqual(['{"data":{"text":"hi"},"event":"chat","to":["P2"]}']);
});

test("throws not_open when told to send while it is not open", async () => {
  const { connection, socket } = start();
  const sending = (): void => connection.send("chat", { text: "hi" }, "all");
  expect(sending).toThrow(expect.objectContaining({ name: "ConnectionError", code: "not_open" }));
  socket.authenticate();
  socket.end();
  expect(connection.state.name).toBe("waiting");
  expect(sending).toThrow(ConnectionError);
  void connection.close();
  expect(sending).toThrow(ConnectionError);
});

test("throws not_json for data that is not, and reserved_event for an event that is not the client's", () => {
  const sockets = new FakeSockets();
  const connection = connect("wss://host", { createSocket: sockets.create });
  sockets.latest.authenticate();
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (const data of [cycle, 1n, () => {}, Symbol("x")]) {
    expect(() => connection.send("x", data, "all")).toThrow(expect.objectContaining({ code: "not_json" }));
  }
  expect(() => connection.send("error", null, "all")).toThrow(expect.objectContaining({ code: "reserved_event" }));
  expect(sockets.latest.sent).toEqual([]);
  connection.send("x", undefined, []);
  expect(sockets.latest.sent).toEqual(['{"data":null,"event":"x","to":[]}']);
});

test("a listener that throws is reported, and neither the others nor the connection notice", () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const { connection, socket } = start();
  const bug = new Error("bug");
  const heard: string[] = [];
  const fail = (): void => {
    throw bug;
  };
  connection.onState(fail);
  connection.on("chat", fail);
  connection.on("chat", ({ data }) => heard.push(data.text));
  socket.authenticate();
  socket.receive({ event: "chat", data: { text: "hi" }, from: "P2", to: "all" });
  expect(heard).toEqual(["hi"]);
  expect(reported).toEqual([bug, bug]);
  expect(connection.state.name).toBe("open");
});

test("hears nothing more once unsubscribed", () => {
  const { connection, socket } = start();
  const heard: string[] = [];
  const stop = connection.on("chat", ({ data }) => heard.push(data.text));
  socket.authenticate();
  socket.receive({ event: "chat", data: { text: "one" }, from: "P2", to: "all" });
  stop();
  stop();
  socket.receive({ event: "chat", data: { text: "two" }, from: "P2", to: "all" });
  expect(heard).toEqual(["one"]);
});

test.for([
  "",
  "{",
  "null",
  "[]",
  "pong",
  "ping",
  '{"event":5,"data":null,"from":null,"to":"all"}',
  '{"event":"authenticated","data":null,"from":null,"to":["P1"]}',
  '{"event":"authenticated","data":{"peer_id":"P1","room":"r","peers":[null]},"from":null,"to":["P1"]}',
  '{"event":"authenticated","data":{"peer_id":1,"room":"r","peers":[]},"from":null,"to":["P1"]}',
  '{"event":"joined","data":[],"from":"P2","to":"all"}',
  '{"event":"joined","data":{"peer_id":{}},"from":"P2","to":"all"}',
  '{"event":"left","data":{},"from":null,"to":"all"}',
  '{"event":"error","data":{"code":"constructor"},"from":null,"to":["P1"]}',
  '{"event":"__proto__","data":1,"from":"P2","to":"all"}',
  '{"event":"toString","data":1,"from":"P2","to":"all"}',
])("is not disturbed by the frame %j", (frame) => {
  const { connection, socket } = start();
  const heard: unknown[] = [];
  for (const event of ["authenticated", "joined", "left", "error", "chat"] as const) {
    connection.on(event, (message) => heard.push(message));
  }
  socket.receive(frame);
  expect(connection.state.name).toBe("connecting");
  socket.authenticate();
  heard.length = 0;
  socket.receive(frame);
  socket.receiveBinary(new ArrayBuffer(3));
  expect(heard).toEqual([]);
  expect(connection.state).toEqual({ name: "open", peerId: "P1", room: "room" });
  expect(connection.members.size).toBe(0);
});

test("takes nothing but an error before `authenticated`", () => {
  const { connection, socket } = start();
  const heard: string[] = [];
  connection.on("joined", ({ event }) => heard.push(event));
  connection.on("chat", ({ event }) => heard.push(event));
  connection.on("error", ({ event }) => heard.push(event));
  socket.receive({ event: "joined", data: { peer_id: "P2", metadata: null }, from: "P2", to: "all" });
  socket.receive({ event: "chat", data: { text: "hi" }, from: "P2", to: "all" });
  socket.fail("unauthorized");
  expect(heard).toEqual(["error"]);
  expect(connection.members.size).toBe(0);
});

test("close() closes the socket with 1000, once, and resolves when it has closed", async () => {
  const { connection, socket } = start();
  const states: string[] = [];
  connection.onState(({ name }) => states.push(name));
  socket.authenticate("P1", [{ peer_id: "P0", metadata: null }]);
  const closed = vi.fn<() => void>();
  const closing = connection.close();
  void closing.then(closed);
  expect(connection.close()).toBe(closing);
  expect(connection[Symbol.asyncDispose]()).toBe(closing);
  expect(connection.state).toEqual({ name: "closed", error: null });
  expect(connection.members.size).toBe(0);
  expect(socket.closed?.code).toBe(1000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(closed).not.toHaveBeenCalled();
  socket.end(1000);
  await vi.advanceTimersByTimeAsync(0);
  expect(closed).toHaveBeenCalledOnce();
  expect(states).toEqual(["open", "closed"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("close() resolves after 2 seconds if the other end never answers", async () => {
  const { connection, socket } = start();
  const closed = vi.fn<() => void>();
  void connection.close().then(closed);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(closed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(closed).toHaveBeenCalledOnce();
  socket.authenticate();
  expect(connection.state.name).toBe("closed");
});

test("close() while waiting calls the retry off", async () => {
  const { sockets, connection, socket } = start();
  socket.end();
  await connection.close();
  expect(connection.state).toEqual({ name: "closed", error: null });
  expect(vi.getTimerCount()).toBe(0);
  expect(sockets.all).toHaveLength(1);
});

test("close() in a listener reaches all listeners in order, and nobody hears `authenticated` after it", () => {
  const { connection, socket } = start();
  const heard: string[] = [];
  connection.onState(({ name }) => {
    if (name === "open") void connection.close();
  });
  connection.onState(({ name }) => heard.push(name));
  connection.on("authenticated", ({ event }) => heard.push(event));
  socket.authenticate();
  expect(heard).toEqual(["open", "closed"]);
});

test("throws what is wrong with its arguments, before anything happens", () => {
  const cause = new Error("mixed content");
  const createSocket = (): never => {
    throw cause;
  };
  expect(() => connect("ftp://host")).toThrow(expect.objectContaining({ code: "bad_url" }));
  expect(() => connect("wss://host", { createSocket })).toThrow(expect.objectContaining({ code: "no_socket", cause }));
  for (const heartbeatMs of [0, -1, Number.NaN, Infinity]) {
    expect(() => start({ heartbeatMs })).toThrow(expect.objectContaining({ code: "bad_option" }));
  }
  expect(vi.getTimerCount()).toBe(0);
});
