import { afterEach, expect, test, vi } from "vitest";

import { countedIceServers } from "../../fixtures/ice.ts";
import { enter, firstWord, knock, KnownPeer, lastWord, outcome } from "../../fixtures/known.ts";
import { gate, OpenRoom } from "../../fixtures/open.ts";
import { accept, type JoinData, type Removal } from "../index.ts";
import { type TestClient, type TestServer, testServer } from "../testing/index.ts";

afterEach(() => void vi.useRealTimers());

type Verdict = Awaited<ReturnType<OpenRoom["onJoin"]>>;
type Forwarded = Parameters<OpenRoom["onForward"]>[0];

const ROOMS = [
  { name: "room", room: OpenRoom },
  { name: "other", room: OpenRoom },
] as const;

function open(): Promise<TestServer> {
  return testServer({ peer: KnownPeer, rooms: ROOMS });
}

function removeFrom(server: TestServer, { id }: TestClient, removal: unknown): Promise<boolean> | undefined {
  return server.parlor.rooms.get("room")?.remove(id, removal as Removal);
}

test("[BN1] who is removed with a ban does not come back: not the same identity, not into the same room", async () => {
  const asked: unknown[] = [];
  class Asking extends OpenRoom {
    override onJoin({ identity }: JoinData): Verdict {
      asked.push(identity);
      return accept();
    }
  }
  await using server = await testServer({
    peer: KnownPeer,
    rooms: [
      { name: "room", room: Asking },
      { name: "other", room: OpenRoom },
    ],
  });
  const ann = await enter(server, "ann");
  expect(await removeFrom(server, ann, { reason: "spam", ban: true })).toBe(true);
  expect(await lastWord(ann)).toEqual({ code: "removed", details: "spam", close: 4403 });
  const back = await knock(server, "ann");
  expect(await lastWord(back)).toEqual({ code: "banned", details: null, close: 4403 });
  expect(asked).toEqual(["ann"]);
  expect([await outcome(server, "bob"), await outcome(server, "ann", "other")]).toEqual([
    "authenticated",
    "authenticated",
  ]);
  expect(await server.event("peer_banned")).toEqual({
    type: "peer_banned",
    peerId: ann.id,
    room: "room",
    until: null,
  });
  expect(await server.event("peer_refused")).toMatchObject({ room: "room", code: "banned", details: null });
});

test("[BN1] all connections of that identity in that room end, for the same reason; those of others stay", async () => {
  await using server = await open();
  const anns = [await enter(server, "ann"), await enter(server, "ann"), await enter(server, "ann")];
  const [bob, elsewhere, nobody] = [
    await enter(server, "bob"),
    await enter(server, "ann", "other"),
    await server.join("/socket/room"),
  ];
  for (const client of [bob, elsewhere, nobody]) client.takeAll();
  const [first] = anns;
  if (first === undefined) throw new Error("nobody");
  await removeFrom(server, first, { reason: "spam", ban: true });
  for (const ann of anns) expect(await lastWord(ann)).toEqual({ code: "removed", details: "spam", close: 4403 });
  for (const client of [bob, nobody]) {
    for (const { id } of anns) {
      expect((await client.expect("left")).data).toEqual({ peer_id: id, reason: "removed" });
    }
    await client.expectNothing();
  }
  await elsewhere.expectNothing();
  expect(server.events.filter(({ type }) => type === "peer_banned")).toHaveLength(1);
});

test("[BN1] a room bans from within its hooks, also whom the message comes from", async () => {
  class Strict extends OpenRoom {
    override onForward(message: Forwarded): Forwarded {
      if (message.event === "spam" && message.from !== null) this.remove(message.from, { ban: { forMs: 60_000 } });
      return message;
    }
  }
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Strict }] });
  const ann = await enter(server, "ann");
  ann.say("spam", null, "all");
  expect(await lastWord(ann)).toMatchObject({ code: "removed" });
  expect(await outcome(server, "ann")).toBe("banned");
});

test("[BN1] without a ban, who was removed may come back", async () => {
  await using server = await open();
  const ann = await enter(server, "ann");
  expect(await removeFrom(server, ann, { reason: "not now" })).toBe(true);
  expect(await lastWord(ann)).toEqual({ code: "removed", details: "not now", close: 4403 });
  const again = await enter(server, "ann");
  expect(await removeFrom(server, again, { ban: false })).toBe(true);
  expect(await outcome(server, "ann")).toBe("authenticated");
  expect(await removeFrom(server, again, { ban: true })).toBe(false);
  expect(await outcome(server, "ann")).toBe("authenticated");
});

test("[BN3] a ban outlives a crash of its room, and its restart", async () => {
  class Fragile extends OpenRoom {
    override onForward(message: Forwarded): Forwarded {
      if (message.event === "crash") throw new Error("bug");
      return message;
    }
  }
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Fragile }] });
  const bob = await enter(server, "bob");
  const ann = await enter(server, "ann");
  await removeFrom(server, ann, { ban: true });
  bob.say("crash", null, "all");
  await server.event("room_restarted");
  expect(await outcome(server, "ann")).toBe("banned");
  expect(await outcome(server, "bob")).toBe("authenticated");
});

test("[BN3] and the end of its room, when one of that name is started anew or made on demand", async () => {
  vi.useFakeTimers();
  await using server = await testServer({
    peer: KnownPeer,
    onMissingRoom: () => ({ room: OpenRoom, emptyMs: 1000 }),
  });
  const ann = await enter(server, "ann");
  await removeFrom(server, ann, { ban: true });
  await ann.closed;
  vi.advanceTimersByTime(1000);
  expect(server.parlor.rooms.size).toBe(0);
  expect(await outcome(server, "ann")).toBe("banned");
  await server.parlor.rooms.get("room")?.stop();
  await server.parlor.rooms.start({ name: "room", room: OpenRoom });
  expect(await outcome(server, "ann")).toBe("banned");
});

test("[BN3] no room is made for who is banned from it: nobody asks onMissingRoom", async () => {
  const asked: unknown[] = [];
  await using server = await testServer({
    peer: KnownPeer,
    onMissingRoom: ({ identity }) => {
      asked.push(identity);
      return { room: OpenRoom };
    },
  });
  server.parlor.bans.add({ identity: "ann", room: "room" });
  expect(await server.connect("/socket/room?id=ann")).toMatchObject({ status: 403, body: { code: "banned" } });
  expect([asked, server.parlor.rooms.size, server.parlor.peers.size]).toEqual([[], 0, 0]);
  expect(await server.event("peer_refused")).toMatchObject({ room: "room", code: "banned" });
  expect(await outcome(server, "bob")).toBe("authenticated");
  expect(await outcome(server, "ann", "other")).toBe("authenticated");
});

test("[BN4] who waits in onJoin while its identity is banned is not let in, and nobody hears of it", async () => {
  const [asked, decided] = [gate(), gate()];
  class Slow extends OpenRoom {
    override async onJoin({ metadata }: JoinData): Promise<Verdict> {
      if (metadata !== "ann" || this.members.every((member) => member.metadata !== "ann")) return accept();
      asked.open();
      await decided.opened;
      const [, ann] = this.members;
      if (ann !== undefined) this.remove(ann.peer_id, { ban: true });
      return accept();
    }
  }
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Slow }] });
  const bob = await enter(server, "bob");
  const ann = await enter(server, "ann");
  await bob.expect("joined");
  const [judged, waiting] = [await knock(server, "ann"), await knock(server, "ann")];
  await asked.opened;
  decided.open();
  expect(await lastWord(ann)).toMatchObject({ code: "removed" });
  for (const client of [judged, waiting]) expect(await lastWord(client)).toMatchObject({ code: "banned", close: 4403 });
  expect((await bob.expect("left")).data).toMatchObject({ peer_id: ann.id });
  await bob.expectNothing();
});

test("[BN4] nor who is banned from outside meanwhile", async () => {
  const [asked, decided] = [gate(), gate()];
  class Slow extends OpenRoom {
    override async onJoin({ metadata }: JoinData): Promise<Verdict> {
      if (metadata !== "ann") return accept();
      asked.open();
      await decided.opened;
      return accept();
    }
  }
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Slow }] });
  const bob = await enter(server, "bob");
  const ann = await knock(server, "ann");
  await asked.opened;
  server.parlor.bans.add({ identity: "ann", room: "room" });
  expect(await lastWord(ann)).toEqual({ code: "removed", details: null, close: 4403 });
  decided.open();
  await bob.expectNothing();
  expect(await server.parlor.rooms.get("room")?.members()).toHaveLength(1);
});

test("[BN6] who has no identity ends, and is not banned; an event says so", async () => {
  await using server = await open();
  const nobody = await server.join("/socket/room");
  const other = await server.join("/socket/room");
  expect(await removeFrom(server, nobody, { reason: "spam", ban: true })).toBe(true);
  expect(await lastWord(nobody)).toEqual({ code: "removed", details: "spam", close: 4403 });
  await other.expect("left");
  await other.expectNothing();
  expect(await firstWord(await server.join("/socket/room").then(() => knock(server, "ann")))).toBe("authenticated");
  expect(await server.event("ban_without_identity")).toEqual({
    type: "ban_without_identity",
    peerId: nobody.id,
    room: "room",
  });
  expect(server.parlor.bans.list()).toEqual([]);
});

test.for([
  ["a reason by itself", "spam"],
  ["null", null],
  ["a name that is none", { bann: true }],
  ["what is neither true nor a time", { ban: "1 hour" }],
  ["null for a ban", { ban: null }],
  ["a time without a name", { ban: 1000 }],
  ["no time", { ban: {} }],
  ["what is no number", { ban: { forMs: "1000" } }],
  ["not a number", { ban: { forMs: Number.NaN } }],
])("[BN8] %s is no removal: a TypeError for who calls, and the room goes on", async ([, removal]) => {
  await using server = await open();
  const ann = await enter(server, "ann");
  await expect(removeFrom(server, ann, removal)).rejects.toThrow(TypeError);
  await ann.expectNothing();
  const handle = server.parlor.peers.get(ann.id);
  expect(() => handle?.stop(removal as Removal)).toThrow(TypeError);
  await ann.expectNothing();
  expect(server.parlor.bans.list()).toEqual([]);
});

test("[BN10] who was banned gets no ICE servers any more", async () => {
  vi.useFakeTimers();
  const { asked, iceServers } = countedIceServers(100_000);
  await using server = await testServer({ peer: KnownPeer, rooms: ROOMS, iceServers });
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  await removeFrom(server, ann, { ban: true });
  asked.length = 0;
  await vi.advanceTimersByTimeAsync(300_000);
  expect(new Set(asked.map(({ peerId }) => peerId))).toEqual(new Set([bob.id]));
  expect(ann.takeAll().map(({ event }) => event)).not.toContain("ice_servers");
});
