import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from "vitest";

import { FakePlace, inShort, metadataOf, type PlaceEvents } from "../fakes/fake-place.ts";
import type { Json } from "../index.ts";
import type { MembersChange } from "./member.ts";
import { createRoom, type Room } from "./room.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function start() {
  const place = new FakePlace();
  const room = createRoom(place.connection);
  const told: object[] = [];
  room.onMembers((change) => told.push(inShort(change)));
  return { place, room, told };
}

function comeBack(place: FakePlace, peerId: string, ...others: string[]): void {
  place.lose();
  vi.advanceTimersToNextTimer();
  place.enter(peerId, ...others);
}

test("the first snapshot is one change, marked as initial", () => {
  const { place, room, told } = start();
  expect([room.members.size, room.peerId, room.name]).toEqual([0, null, null]);
  place.enter("me1", "ada1", "ben1");
  expect(told).toEqual([{ joined: ["ada1", "ben1"], members: ["ada1", "ben1"], initial: true }]);
  expect([...room.members]).toEqual([
    ["ada1", metadataOf("ada1")],
    ["ben1", metadataOf("ben1")],
  ]);
  expect([room.peerId, room.name]).toEqual(["me1", "room"]);
});

test("whoever comes and goes afterwards is told one by one, with the server's reason", () => {
  const { place, told } = start();
  place.enter("me1", "ada1");
  told.length = 0;
  place.join("ben1");
  place.leave("ada1", "closed");
  place.join("cleo1");
  place.leave("ben1", "lost");
  place.leave("cleo1");
  expect(told).toEqual([
    { joined: ["ben1"], members: ["ada1", "ben1"] },
    { left: ["ada1 closed"], members: ["ben1"] },
    { joined: ["cleo1"], members: ["ben1", "cleo1"] },
    { left: ["ben1 lost"], members: ["cleo1"] },
    { left: ["cleo1 null"], members: [] },
  ]);
});

test("who comes into an empty room later is not initial", () => {
  const { place, told } = start();
  place.enter("me1");
  expect(told).toEqual([{ members: [], initial: true }]);
  place.join("ada1");
  expect(told.at(-1)).toEqual({ joined: ["ada1"], members: ["ada1"] });
});

test("after a reconnect one change says who really came and went, and not who stayed", () => {
  const { place, room, told } = start();
  place.enter("me1", "ada1", "ben1", "cleo1");
  told.length = 0;
  const ben = room.members.get("ben1");
  comeBack(place, "me2", "ben1", "dora1");
  expect(told).toEqual([{ joined: ["dora1"], left: ["ada1 null", "cleo1 null"], members: ["ben1", "dora1"] }]);
  expect(room.members.get("ben1")).toBe(ben);
  expect(room.peerId).toBe("me2");
});

test("after a reconnect in which nobody came or went, nothing is told, and the members are the same map", () => {
  const { place, room, told } = start();
  place.enter("me1", "ada1");
  const { members } = room;
  comeBack(place, "me2", "ada1");
  expect(told).toHaveLength(1);
  expect(room.members).toBe(members);
});

test("while the connection is down the members are the last known, and nobody has a peer id", () => {
  const { place, room, told } = start();
  place.enter("me1", "ada1");
  place.lose();
  expect([[...room.members.keys()], room.peerId, room.name]).toEqual([["ada1"], null, null]);
  vi.advanceTimersToNextTimer();
  place.lose();
  vi.advanceTimersToNextTimer();
  expect([...room.members.keys()]).toEqual(["ada1"]);
  expect(told).toHaveLength(1);
});

test("when the connection is closed everybody has left", async () => {
  const { place, room, told } = start();
  place.enter("me1", "ada1", "ben1");
  told.length = 0;
  void place.connection.close();
  expect(told).toEqual([{ left: ["ada1 null", "ben1 null"], members: [] }]);
  expect(room.members.size).toBe(0);
});

test("when the server refuses this client for good, while it was away, everybody has left", () => {
  const { place, told } = start();
  place.enter("me1", "ada1");
  place.lose();
  vi.advanceTimersToNextTimer();
  place.sockets.latest.end(4410, "room_closed");
  expect(told.at(-1)).toEqual({ left: ["ada1 null"], members: [] });
});

test("created on an open connection, it begins with who is there and tells only what comes after", () => {
  const place = new FakePlace();
  place.enter("me1", "ada1");
  const room = createRoom(place.connection);
  const told: object[] = [];
  room.onMembers((change) => told.push(inShort(change)));
  expect([[...room.members.keys()], room.peerId, room.name]).toEqual([["ada1"], "me1", "room"]);
  place.join("ben1");
  place.leave("ada1", "closed");
  expect(told).toEqual([
    { joined: ["ben1"], members: ["ada1", "ben1"] },
    { left: ["ada1 closed"], members: ["ben1"] },
  ]);
});

test("created while the connection is down, it begins with who was there", () => {
  const place = new FakePlace();
  place.enter("me1", "ada1");
  place.lose();
  const room = createRoom(place.connection);
  const told: object[] = [];
  room.onMembers((change) => told.push(inShort(change)));
  expect([...room.members.keys()]).toEqual(["ada1"]);
  vi.advanceTimersToNextTimer();
  place.enter("me2", "ben1");
  expect(told).toEqual([{ joined: ["ben1"], left: ["ada1 null"], members: ["ben1"] }]);
});

test("created on a closed connection, it is empty for ever", () => {
  const place = new FakePlace();
  place.enter("me1", "ada1");
  void place.connection.close();
  const room = createRoom(place.connection);
  expect([room.members.size, room.peerId]).toEqual([0, null]);
});

test("each change has its own map, which does not change any more", () => {
  const { place, room } = start();
  const maps: unknown[] = [];
  room.onMembers(({ members }) => {
    expect(room.members).toBe(members);
    maps.push(members);
  });
  place.enter("me1", "ada1");
  place.join("ben1");
  expect(maps).toEqual([
    new Map([["ada1", metadataOf("ada1")]]),
    new Map([
      ["ada1", metadataOf("ada1")],
      ["ben1", metadataOf("ben1")],
    ]),
  ]);
});

test("a listener that throws is reported, one that closes the connection spoils nobody's order, one removed hears nothing", () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const place = new FakePlace();
  const room = createRoom(place.connection);
  const bug = new Error("bug");
  const told: object[] = [];
  const stop = room.onMembers(() => told.push({ removed: "heard" }));
  room.onMembers(() => {
    stop();
    void place.connection.close();
    throw bug;
  });
  room.onMembers((change) => told.push(inShort(change)));
  stop();
  place.enter("me1", "ada1");
  expect(told).toEqual([
    { joined: ["ada1"], members: ["ada1"], initial: true },
    { left: ["ada1 null"], members: [] },
  ]);
  expect(reported).toEqual([bug, bug]);
});

test("a state listener that closes the connection as it opens makes nobody join", () => {
  const place = new FakePlace();
  place.connection.onState(({ name }) => {
    if (name === "open") void place.connection.close();
  });
  const room = createRoom(place.connection);
  const told: object[] = [];
  room.onMembers((change) => told.push(inShort(change)));
  place.enter("me1", "ada1");
  expect(told).toEqual([]);
  expect(room.peerId).toBeNull();
});

test("readMetadata gives each member its type, once for each peer id", () => {
  const place = new FakePlace();
  const readMetadata = vi.fn<(metadata: Json, peerId: string) => { label: string }>((_metadata, peerId) => ({
    label: peerId.toUpperCase(),
  }));
  const room = createRoom(place.connection, { readMetadata });
  expectTypeOf(room).toEqualTypeOf<Room<PlaceEvents, { label: string }>>();
  expectTypeOf(createRoom(place.connection)).toEqualTypeOf<Room<PlaceEvents>>();
  const joined: unknown[] = [];
  room.onMembers((change: MembersChange<{ label: string }>) => joined.push(...change.joined));
  place.enter("me1", "ada1");
  place.join("ben1");
  comeBack(place, "me2", "ada1", "ben1");
  expect(joined).toEqual([
    { peerId: "ada1", metadata: { label: "ADA1" } },
    { peerId: "ben1", metadata: { label: "BEN1" } },
  ]);
  expect(readMetadata.mock.calls).toEqual([
    [metadataOf("ada1"), "ada1"],
    [metadataOf("ben1"), "ben1"],
  ]);
});

test("metadata that readMetadata refuses is reported, and its member is there without", () => {
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const place = new FakePlace();
  const bad = new Error("no name");
  const room = createRoom(place.connection, {
    readMetadata: (metadata, peerId) => {
      if (peerId === "ben1") throw bad;
      return metadata;
    },
  });
  place.enter("me1", "ada1", "ben1");
  comeBack(place, "me2", "ada1", "ben1");
  expect([...room.members]).toEqual([
    ["ada1", metadataOf("ada1")],
    ["ben1", null],
  ]);
  expect(reported).toEqual([bad]);
});

test("sends to all, to one, and to some", () => {
  const { place, room } = start();
  expect(() => room.send("chat", { text: "too early" })).toThrow(expect.objectContaining({ code: "not_open" }));
  place.enter("me1", "ada1", "ben1");
  room.send("chat", { text: "" });
  room.send("chat", { text: "" }, "all");
  room.send("chat", { text: "" }, "ada1");
  room.send("chat", { text: "" }, ["ada1", "ben1"]);
  room.send("chat", { text: "" }, []);
  const addressees = place.sockets.latest.sent.map((frame) => JSON.parse(frame).to);
  expect(addressees).toEqual(["all", "all", ["ada1"], ["ada1", "ben1"], []]);
});

test("hands out messages with their sender: a member, or nobody else", () => {
  const { place, room } = start();
  const heard: unknown[] = [];
  const stop = room.on("chat", ({ data, from, member }) => heard.push([data.text, from, member]));
  place.enter("me1", "ada1");
  place.say("ada1", "hi");
  place.say(null, "I am the server");
  place.say("me1", "to myself");
  stop();
  place.say("ada1", "bye");
  expect(heard).toEqual([
    ["hi", "ada1", { peerId: "ada1", metadata: metadataOf("ada1") }],
    ["I am the server", null, null],
    ["to myself", "me1", null],
  ]);
});

test("a newcomer is a member before anything it says, and a leaver until after", () => {
  const { place, room } = start();
  const heard: unknown[] = [];
  place.enter("me1");
  room.onMembers(({ joined, left }) => heard.push([joined.length, left.length]));
  room.on("chat", ({ member }) => heard.push(member?.peerId));
  place.join("ada1");
  place.say("ada1", "hi");
  place.leave("ada1", "closed");
  place.say("ada1", "cannot be");
  expect(heard).toEqual([[1, 0], "ada1", [0, 1], undefined]);
});

test("close() ends the room and not the connection", () => {
  const { place, room, told } = start();
  const heard: unknown[] = [];
  room.on("chat", ({ data }) => heard.push(data));
  place.enter("me1", "ada1");
  told.length = 0;
  room.close();
  room.close();
  place.say("ada1", "hi");
  place.join("ben1");
  comeBack(place, "me2", "cleo1");
  expect([told, heard, room.members.size, room.peerId]).toEqual([[], [], 0, null]);
  expect(place.connection.state.name).toBe("open");
});
