import { expect, test } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { accept, type AuthData, type Json, refuse } from "../index.ts";
import { TestClient, type TestServer, testServer } from "../testing/index.ts";

type OnJoin = OpenRoom["onJoin"];

function roomWith(onJoin: (auth: AuthData, room: OpenRoom) => ReturnType<OnJoin>): typeof OpenRoom {
  return class extends OpenRoom {
    override onJoin(auth: AuthData): ReturnType<OnJoin> {
      return onJoin(auth, this);
    }
  };
}

async function connect(server: TestServer, url: string): Promise<TestClient> {
  const client = await server.connect(url);
  if (!(client instanceof TestClient)) throw new Error(JSON.stringify(client));
  return client;
}

test("[JN1] the first frame is always authenticated, with the roster of those who were there before", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  const a = await connect(server, "/socket/room?name=ann");
  const first = await a.next();
  expect(first).toEqual({
    event: "authenticated",
    data: { peer_id: a.id, room: "room", peers: [] },
    from: null,
    to: [a.id],
  });
  const b = await connect(server, "/socket/room?name=bob");
  const second = await b.next();
  expect(second.data).toEqual({ peer_id: b.id, room: "room", peers: [{ peer_id: a.id, metadata: "ann" }] });
  await b.expectNothing();
});

test("[JN2] the others hear joined, with what they may see of the new one", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  const a = await server.join("/socket/room");
  const b = await server.join("/socket/room?name=bob");
  expect(await a.next()).toEqual({ event: "joined", data: { peer_id: b.id, metadata: "bob" }, from: b.id, to: "all" });
});

test("[JN7] a no for now is room_busy, with the time after which to come back", async () => {
  let isDown = true;
  const room = roomWith(() => (isDown ? refuse("no_database", { afterMs: 5000 }) : accept()));
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const a = await connect(server, "/socket/room");
  expect((await a.expect("error")).data).toMatchObject({ code: "room_busy", details: { after_ms: 5000 } });
  expect(await a.closed).toEqual({ code: 4503, reason: "room_busy" });
  isDown = false;
  await server.join("/socket/room");
});

test.for<[string, Json]>([
  ["room_is_full", "room_is_full"],
  ["an object", { full: true, max: 2 }],
  ["nothing", null],
])(
  "[JN3] refuses with %s: an error with the reason, then close 4403; the members notice nothing",
  async ([, reason]) => {
    const room = roomWith((_auth, self) => (self.members.length >= 1 ? refuse(reason) : accept()));
    await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
    const a = await server.join("/socket/room");
    const b = await connect(server, "/socket/room");
    const { data, to } = await b.expect("error");
    expect(data).toEqual({ code: "join_refused", description: "Could not join room", details: reason });
    expect(to).toEqual([expect.any(String)]);
    expect(await b.closed).toEqual({ code: 4403, reason: "join_refused" });
    await a.expectNothing();
  },
);

test("[JN4] frames that come before the decision wait for it", async () => {
  const decided = gate();
  const room = roomWith(async ({ metadata }) => {
    if (metadata === "slow") await decided.opened;
    return accept();
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const a = await server.join("/socket/room");
  const b = await connect(server, "/socket/room?name=slow");
  b.sayRaw("ping");
  b.sayRaw("not json");
  b.say("hello", 1, "all");
  decided.open();
  await b.expect("authenticated");
  expect(await b.nextRaw()).toBe("pong");
  expect((await b.expect("error")).data).toMatchObject({ code: "invalid_json" });
  await a.expect("joined");
  expect((await a.expect("hello")).from).toBe(b.id);
});

test("[JN4] and are dropped if it is no", async () => {
  const decided = gate();
  const room = roomWith(async ({ metadata }) => {
    if (metadata !== "slow") return accept();
    await decided.opened;
    return refuse();
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const a = await server.join("/socket/room");
  const b = await connect(server, "/socket/room?name=slow");
  b.say("hello", 1, "all");
  decided.open();
  await b.expect("error");
  await b.closed;
  await a.expectNothing();
});

test("[JN4] while one joins slowly, its room waits and another goes on", async () => {
  const decided = gate();
  const slow = roomWith(async ({ metadata }) => {
    if (metadata === "slow") await decided.opened;
    return accept();
  });
  const rooms = [
    { name: "slow", room: slow },
    { name: "other", room: OpenRoom },
  ] as const;
  await using server = await testServer({ peer: OpenPeer, rooms });
  const [a, b] = [await server.join("/socket/slow"), await server.join("/socket/other")];
  const late = await connect(server, "/socket/slow?name=slow");
  a.say("note", 1, [a.id]);
  b.say("note", 2, [b.id]);
  await b.expect("note");
  expect(a.takeAll()).toEqual([]);
  decided.open();
  await late.expect("authenticated");
  await a.expect("joined");
  await a.expect("note");
});

test("[OR3] who leaves while it is being judged has come and gone, in that order", async () => {
  const decided = gate();
  const room = roomWith(async ({ metadata }) => {
    if (metadata === "slow") await decided.opened;
    return accept();
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const a = await server.join("/socket/room");
  const b = await connect(server, "/socket/room?name=slow");
  await b.close();
  decided.open();
  const joined = await a.expect("joined");
  expect((await a.expect("left")).data).toEqual({ peer_id: joined.from, reason: "closed" });
});

test.for([...FAILURES, ["returns true", () => true as never]] as const)(
  "[RM1] %s: the joiner hears internal, the members that the room crashed; the room starts again",
  async ([, fail]) => {
    const room = roomWith(({ metadata }) => (metadata === "bad" ? fail() : accept()));
    await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }], hookTimeoutMs: 20 });
    const a = await server.join("/socket/room");
    const b = await connect(server, "/socket/room?name=bad");
    expect((await b.expect("error")).data).toEqual({ code: "internal", description: "Internal error", details: null });
    expect(await b.closed).toEqual({ code: 1011, reason: "internal" });
    expect((await a.expect("error")).data).toEqual({
      code: "room_crashed",
      description: "Room closed",
      details: "crashed",
    });
    expect(await a.closed).toEqual({ code: 4500, reason: "room_crashed" });
    await server.event("room_restarted");
    await server.join("/socket/room");
  },
);

test("[OR3] who is closed while it is being judged leaves no ghost", async () => {
  const decided = gate();
  const room = roomWith(async ({ metadata }) => {
    if (metadata === "slow") await decided.opened;
    return accept();
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const a = await server.join("/socket/room");
  const b = await connect(server, "/socket/room?name=slow");
  b.sayBinary();
  await b.closed;
  decided.open();
  await a.expect("joined");
  expect((await a.expect("left")).data).toMatchObject({ reason: "removed" });
  expect(await server.parlor.rooms.get("room")?.members()).toEqual([{ peer_id: a.id, metadata: null }]);
});

test("[JN4] who has given up waiting is not asked about, and nobody hears of it", async () => {
  const decided = gate();
  const asked: unknown[] = [];
  const room = roomWith(async ({ metadata }) => {
    asked.push(metadata);
    if (metadata === "slow") await decided.opened;
    return accept();
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const a = await server.join("/socket/room?name=first");
  await connect(server, "/socket/room?name=slow");
  for (let count = 0; count < 5; count++) await (await connect(server, "/socket/room?name=gone")).close();
  decided.open();
  await server.join("/socket/room?name=last");
  expect(asked).toEqual(["first", "slow", "last"]);
  await a.expect("joined");
  await a.expect("joined");
  await a.expectNothing();
});

test("[JN5] as many may wait for a room as its mailbox takes; the next is told that it is busy", async () => {
  const decided = gate();
  const room = roomWith(async ({ metadata }) => {
    if (metadata === "slow") await decided.opened;
    return accept();
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }], maxRoomJobs: 1 });
  const a = await connect(server, "/socket/room?name=slow");
  const b = await connect(server, "/socket/room");
  const c = await connect(server, "/socket/room");
  expect((await c.expect("error")).data).toMatchObject({ code: "room_busy" });
  expect(await c.closed).toEqual({ code: 4503, reason: "room_busy" });
  decided.open();
  await a.expect("authenticated");
  await b.expect("authenticated");
});

test("[JN6] who is on its way when a room crashes gets into the next one", async () => {
  const judged = gate();
  const room = roomWith(async ({ metadata }) => {
    if (metadata !== "bad") return accept();
    await judged.opened;
    throw new Error("bug");
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const bad = await connect(server, "/socket/room?name=bad");
  const late = await connect(server, "/socket/room");
  judged.open();
  await bad.expect("error");
  await late.expect("authenticated");
});

test("[JN6] who is on its way when a room stops hears that it is closed", async () => {
  const judged = gate();
  const room = roomWith(async () => {
    await judged.opened;
    return accept();
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const first = await connect(server, "/socket/room");
  const stopped = server.parlor.rooms.get("room")?.stop();
  const late = await connect(server, "/socket/room");
  judged.open();
  await stopped;
  await first.expect("authenticated");
  expect((await first.expect("error")).data).toMatchObject({ code: "room_closed", details: "normal" });
  expect((await late.expect("error")).data).toMatchObject({ code: "no_such_room" });
  expect(await late.closed).toEqual({ code: 4404, reason: "no_such_room" });
});
