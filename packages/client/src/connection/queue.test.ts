import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FakeSockets } from "../fakes/fake-socket.ts";
import { connect, type ConnectOptions } from "../index.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start(options: ConnectOptions = {}) {
  const sockets = new FakeSockets();
  const connection = connect("wss://host/room", { createSocket: sockets.create, whileDown: "queue", ...options });
  const sent = (): unknown[] => sockets.latest.sent.map((frame) => JSON.parse(frame).event);
  return { sockets, connection, sent };
}

test("what is sent while connecting goes out when it opens, in order and before what any listener sends", () => {
  const { sockets, connection, sent } = start();
  connection.onState(({ name }) => {
    if (name === "open") connection.send("from a state listener", null, "all");
  });
  connection.on("authenticated", () => connection.send("from a listener", null, "all"));
  connection.send("first", 1, "all");
  connection.send("second", 2, ["P2"]);
  expect(sent()).toEqual([]);
  sockets.latest.authenticate();
  expect(sent()).toEqual(["first", "second", "from a state listener", "from a listener"]);
  expect(sockets.latest.sent[1]).toBe('{"data":2,"event":"second","to":["P2"]}');
});

test("what is sent while waiting, and during attempts that fail, goes out once, on the next socket that opens", () => {
  const { sockets, connection, sent } = start();
  sockets.latest.authenticate("P1");
  sockets.latest.end();
  connection.send("while waiting", null, "all");
  vi.advanceTimersToNextTimer();
  connection.send("while connecting", null, "all");
  sockets.latest.end();
  expect(sent()).toEqual([]);
  vi.advanceTimersToNextTimer();
  sockets.latest.authenticate("P2");
  expect(sent()).toEqual(["while waiting", "while connecting"]);
  sockets.latest.end();
  vi.advanceTimersToNextTimer();
  sockets.latest.authenticate("P3");
  expect(sent()).toEqual([]);
});

test("keeps the data as it was when it was sent", () => {
  const { sockets, connection } = start();
  const data = { text: "before" };
  connection.send("chat", data, "all");
  data.text = "after";
  sockets.latest.authenticate();
  expect(sockets.latest.sent).toEqual(['{"data":{"text":"before"},"event":"chat","to":"all"}']);
});

test("throws queue_full at the bound of messages, and keeps what it has", () => {
  const { sockets, connection, sent } = start({ maxQueuedMessages: 2 });
  connection.send("one", null, "all");
  connection.send("two", null, "all");
  expect(() => connection.send("three", null, "all")).toThrow(
    expect.objectContaining({ name: "ConnectionError", code: "queue_full" }),
  );
  sockets.latest.authenticate();
  expect(sent()).toEqual(["one", "two"]);
});

test("throws queue_full at the bound of bytes, as they are in UTF-8, and takes what still fits", () => {
  const frame = '{"data":"ä","event":"x","to":"all"}';
  const bytes = frame.length + 1;
  const { sockets, connection } = start({ maxQueuedBytes: 2 * bytes });
  connection.send("x", "ä", "all");
  expect(() => connection.send("x", "äa", "all")).toThrow(expect.objectContaining({ code: "queue_full" }));
  connection.send("x", "ä", "all");
  expect(() => connection.send("x", "", [])).toThrow(expect.objectContaining({ code: "queue_full" }));
  sockets.latest.authenticate();
  expect(sockets.latest.sent).toEqual([frame, frame]);
});

test("has all of its room again after it was emptied", () => {
  const { sockets, connection, sent } = start({ maxQueuedMessages: 1, maxQueuedBytes: 40 });
  for (const peerId of ["P1", "P2", "P3"]) {
    connection.send("x", null, "all");
    sockets.latest.authenticate(peerId);
    expect(sent()).toEqual(["x"]);
    sockets.latest.end();
    vi.advanceTimersToNextTimer();
  }
});

test.for(["offer", "answer", "candidate", "relink"] as const)("refuses a mesh's %s as long as it is down", (event) => {
  const { sockets, connection, sent } = start();
  const sending = (): void => connection.send(event, null, ["P2"]);
  expect(sending).toThrow(expect.objectContaining({ code: "not_open" }));
  sockets.latest.authenticate();
  expect(sent()).toEqual([]);
  sending();
  expect(sent()).toEqual([event]);
});

test("refuses what could never be sent at once, not later", () => {
  const { sockets, connection, sent } = start();
  expect(() => connection.send("joined", null, "all")).toThrow(expect.objectContaining({ code: "reserved_event" }));
  expect(() => connection.send("x", 1n, "all")).toThrow(expect.objectContaining({ code: "not_json" }));
  sockets.latest.authenticate();
  expect(sent()).toEqual([]);
});

test("once closed it refuses with not_open, and what waited is never sent", () => {
  const { sockets, connection, sent } = start();
  connection.send("x", null, "all");
  void connection.close();
  expect(() => connection.send("x", null, "all")).toThrow(expect.objectContaining({ code: "not_open" }));
  sockets.latest.authenticate();
  expect(sent()).toEqual([]);
});

test("once refused for good it refuses with not_open", () => {
  const { sockets, connection } = start();
  sockets.latest.end(4401, "unauthorized");
  expect(() => connection.send("x", null, "all")).toThrow(expect.objectContaining({ code: "not_open" }));
});

test("throws bad_option for bounds that are none", () => {
  const wrong: object[] = [{ whileDown: "drop" }];
  for (const bound of [0, -1, 1.5, Number.NaN, Infinity])
    wrong.push({ maxQueuedMessages: bound }, { maxQueuedBytes: bound });
  for (const options of wrong) {
    const [name = ""] = Object.keys(options);
    expect(() => start(options)).toThrow(
      expect.objectContaining({ code: "bad_option", message: expect.stringContaining(name) }),
    );
  }
});
