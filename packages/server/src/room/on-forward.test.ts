import { expect, test } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { accept, type Application, type AuthData, DROP, type ParlorEvent, type RoomMessage } from "../index.ts";
import { type TestClient, type TestServer, testServer } from "../testing/index.ts";

type OnForward = OpenRoom["onForward"];

function roomWith(
  onForward: (message: RoomMessage<Application>, room: OpenRoom) => ReturnType<OnForward>,
): typeof OpenRoom {
  return class extends OpenRoom {
    override onForward(message: RoomMessage<Application>): ReturnType<OnForward> {
      return onForward(message, this);
    }
  };
}

async function three(server: TestServer): Promise<[TestClient, TestClient, TestClient]> {
  const clients = [
    await server.join("/socket/room"),
    await server.join("/socket/room"),
    await server.join("/socket/room"),
  ];
  for (const client of clients) client.takeAll();
  return clients as [TestClient, TestClient, TestClient];
}

/** Resolves with the next event of this type, of those to come. */
function nextOf(server: TestServer, type: ParlorEvent["type"]): Promise<void> {
  return new Promise((resolve) => {
    const stop = server.parlor.observe((event) => {
      if (event.type !== type) return;
      stop();
      resolve();
    });
  });
}

test("[MS1] to all is everybody but the sender; a list is exactly those, each once, the sender too; [] is nobody", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  const [a, b, c] = await three(server);
  a.say("all", 1, "all");
  a.say("list", 2, [b.id, a.id, b.id]);
  a.say("nobody", 3, []);
  expect(await a.next()).toEqual({ event: "list", data: 2, from: a.id, to: [b.id, a.id, b.id] });
  await a.expectNothing();
  expect((await b.next()).data).toBe(1);
  expect((await b.next()).data).toBe(2);
  await b.expectNothing();
  expect((await c.next()).data).toBe(1);
  await c.expectNothing();
});

test("[MS2] who is not here is named to the sender; the others get the message all the same", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  const [a, b, c] = await three(server);
  a.say("hello", 1, ["nobody", b.id, "constructor", "nobody"]);
  expect((await b.next()).data).toBe(1);
  expect(await a.next()).toEqual({
    event: "error",
    data: { code: "no_such_peer", description: "No such peer", details: ["nobody", "constructor"] },
    from: null,
    to: [a.id],
  });
  await c.expectNothing();
  expect(server.events).toContainEqual(expect.objectContaining({ type: "message_undeliverable", unknown: 2 }));
});

test("[MS2] a peer of another room is not here", async () => {
  const rooms = [
    { name: "room", room: OpenRoom },
    { name: "other", room: OpenRoom },
  ] as const;
  await using server = await testServer({ peer: OpenPeer, rooms });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/other")];
  a.say("hello", 1, [b.id]);
  expect((await a.expect("error")).data).toMatchObject({ code: "no_such_peer", details: [b.id] });
  await b.expectNothing();
});

test("[MS8] the sender is who the server says it is", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  const [a, b, c] = await three(server);
  a.sayRaw(JSON.stringify({ event: "x", data: 1, to: [b.id], from: c.id, extra: true }));
  expect(await b.next()).toEqual({ event: "x", data: 1, from: a.id, to: [b.id] });
});

test("[MS5] sees every message, joined and left too: returns it, a changed one, or DROP", async () => {
  const seen: string[] = [];
  const room = roomWith((message, self) => {
    seen.push(message.event);
    if (message.event === "drop") return DROP;
    if (message.event === "redirect") return { ...message, data: "redirected", to: [self.members[0]?.peer_id ?? ""] };
    return message;
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const [a, b, c] = await three(server);
  c.say("drop", 1, "all");
  c.say("redirect", 2, [b.id]);
  expect(await a.next()).toMatchObject({ event: "redirect", data: "redirected", from: c.id });
  await c.close();
  await a.expect("left");
  await b.expect("left");
  expect(seen).toEqual(["joined", "joined", "joined", "drop", "redirect", "left"]);
  expect(server.events).toContainEqual({
    type: "message_dropped",
    room: "room",
    from: c.id,
    event: "drop",
    by: "onForward",
  });
});

test("[OR1] resolves: what comes meanwhile waits, and keeps its order", async () => {
  const looked = gate();
  const room = roomWith(async (message) => {
    if (message.event === "slow") await looked.opened;
    return message;
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const [a, b, c] = await three(server);
  b.say("slow", 1, [a.id]);
  c.say("fast", 2, [a.id]);
  b.say("fast", 3, [a.id]);
  expect(a.takeAll()).toEqual([]);
  looked.open();
  expect([(await a.next()).data, (await a.next()).data, (await a.next()).data]).toEqual([1, 2, 3]);
});

test.for([
  ...FAILURES,
  ["returns what is no message", (message: RoomMessage<Application>) => ({ ...message, to: 5 }) as never],
  ["returns what is no JSON", (message: RoomMessage<Application>) => ({ ...message, data: 1n }) as never],
] as const)("[RM1] %s: every member hears that the room crashed, another room hears nothing", async ([, fail]) => {
  const room = roomWith((message) => (message.event === "bad" ? fail(message) : message));
  const rooms = [
    { name: "room", room },
    { name: "other", room },
  ] as const;
  await using server = await testServer({ peer: OpenPeer, rooms, hookTimeoutMs: 20 });
  const [a, b] = await three(server);
  const neighbour = await server.join("/socket/other");
  b.say("bad", null, "all");
  for (const member of [a, b]) {
    expect((await member.expect("error")).data).toEqual({
      code: "room_crashed",
      description: "Room closed",
      details: "crashed",
    });
    expect(await member.closed).toEqual({ code: 4500, reason: "room_crashed" });
  }
  await neighbour.expectNothing();
  expect((await server.event("hook_failed")).error.site).toMatchObject({ hook: "onForward", room: "room" });
  expect((await server.event("room_crashed")).error).toBe((await server.event("hook_failed")).error);
});

test("[RM2] a crashed room starts again, empty, as a new instance with its own options", async () => {
  let made = 0;
  class Counting extends OpenRoom {
    #options: unknown = null;
    override onInit(options: unknown): void {
      made++;
      this.#options = options;
    }
    override onForward(message: RoomMessage<Application>): RoomMessage<Application> {
      if (message.event === "crash") throw new Error("bug");
      return message.event === "options" ? { ...message, data: this.#options } : message;
    }
  }
  await using server = await testServer({
    peer: OpenPeer,
    rooms: [{ name: "room", room: Counting, options: { max: 3 } }],
  });
  const [a] = await three(server);
  a.say("crash", null, "all");
  await a.closed;
  const d = await server.join("/socket/room");
  d.say("options", null, [d.id]);
  expect((await d.expect("options")).data).toEqual({ max: 3 });
  expect(await server.parlor.rooms.get("room")?.members()).toEqual([{ peer_id: d.id, metadata: null }]);
  expect(made).toBe(2);
});

test("[RM3] a room that crashes too often is given up; the others and the server go on", async () => {
  const room = roomWith((message) => {
    if (message.event === "crash") throw new Error("bug");
    return message;
  });
  const rooms = [
    { name: "room", room },
    { name: "other", room },
  ] as const;
  await using server = await testServer({ peer: OpenPeer, rooms, restarts: { maxRestarts: 2 } });
  const neighbour = await server.join("/socket/other");
  for (let crashes = 0; crashes < 3; crashes++) {
    const client = await server.join("/socket/room");
    const over = nextOf(server, crashes < 2 ? "room_started" : "room_given_up");
    client.say("crash", null, "all");
    await over;
  }
  expect(await server.event("room_given_up")).toMatchObject({ room: "room", error: { code: "hook_failed" } });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 404 });
  expect(server.parlor.rooms.names()).toEqual(["other"]);
  await neighbour.expectNothing();
  await server.parlor.rooms.start({ name: "room", room });
  await server.join("/socket/room");
});

test("[RM3] a room that cannot start again neither starves the process nor outlives its stop", async () => {
  let starts = 0;
  class Hopeless extends OpenRoom {
    override onInit(): void {
      if (starts++ > 0) throw new Error("no database");
    }
    override onForward(): never {
      throw new Error("bug");
    }
  }
  const restarts = { maxRestarts: 1_000_000 };
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Hopeless }], restarts });
  await server.connect("/socket/room");
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(starts).toBeLessThan(20);
  await server.parlor.rooms.get("room")?.stop();
  expect(server.parlor.rooms.names()).toEqual([]);
});

test("[RM9] a room speaks for itself, within a hook and without onForward", async () => {
  const room = roomWith((message, self) => {
    if (message.event === "hello") self.send({ event: "welcome", data: self.members.length, to: "all" });
    return message;
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const [a, b] = await three(server);
  a.say("hello", null, [b.id]);
  expect(await a.next()).toEqual({ event: "welcome", data: 3, from: null, to: "all" });
  expect([(await b.next()).event, (await b.next()).event]).toEqual(["welcome", "hello"]);
});

test("[RM9] what a room says to who is not there is told to the operator", async () => {
  class Early extends OpenRoom {
    override onJoin({ peerId }: AuthData): ReturnType<OpenRoom["onJoin"]> {
      this.send({ event: "welcome", data: null, to: [peerId] });
      return accept();
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Early }] });
  const a = await server.join("/socket/room");
  await a.expectNothing();
  expect(await server.event("message_undeliverable")).toMatchObject({ from: null, event: "welcome", unknown: 1 });
});

test("[RM10] a room removes a member from within a hook; what the member said before still counts", async () => {
  const room = roomWith((message, self) => {
    if (message.event === "spam" && message.from !== null) self.remove(message.from, { reason: "spam" });
    return message;
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const [a, b] = await three(server);
  b.say("spam", 1, "all");
  expect((await b.expect("error")).data).toMatchObject({ code: "removed", details: "spam" });
  expect(await b.closed).toEqual({ code: 4403, reason: "removed" });
  await a.expect("spam");
  expect((await a.expect("left")).data).toEqual({ peer_id: b.id, reason: "removed" });
});
