import { afterEach, expect, test, vi } from "vitest";

import { enter, firstWord, knock, KnownPeer, lastWord, outcome } from "../fixtures/known.ts";
import { gate, OpenRoom } from "../fixtures/open.ts";
import { accept, type BanSpec, type Removal } from "./index.ts";
import { PARLOR_CLIENT_HEADERS, TestClient, type TestServer, testServer } from "./testing/index.ts";

afterEach(() => void vi.useRealTimers());

const ROOMS = [
  { name: "room", room: OpenRoom },
  { name: "other", room: OpenRoom },
] as const;

function open(): Promise<TestServer> {
  return testServer({ peer: KnownPeer, rooms: ROOMS });
}

function stop(server: TestServer, { id }: TestClient, removal: Removal): boolean | undefined {
  return server.parlor.peers.get(id)?.stop(removal);
}

test("[BN5] a peer that is stopped with a ban is kept out of the whole server: 403, before its room is looked up", async () => {
  await using server = await open();
  const [ann, elsewhere] = [await enter(server, "ann"), await enter(server, "ann", "other")];
  const bob = await enter(server, "bob");
  expect(stop(server, ann, { reason: "spam", ban: true })).toBe(true);
  for (const client of [ann, elsewhere]) {
    expect(await lastWord(client)).toEqual({ code: "removed", details: "spam", close: 4403 });
  }
  expect((await bob.expect("left")).data).toEqual({ peer_id: ann.id, reason: "removed" });
  await bob.expectNothing();
  const refused = { status: 403, body: { code: "banned", description: "Banned", details: null } };
  for (const room of ["room", "other", "nowhere"]) {
    expect(await server.connect(`/socket/${room}?id=ann`)).toEqual(refused);
  }
  expect(await outcome(server, "bob")).toBe("authenticated");
  expect(await server.event("peer_banned")).toMatchObject({ peerId: ann.id, room: null, until: null });
});

test("[BN5] a client of the subprotocol hears it on its socket", async () => {
  await using server = await open();
  stop(server, await enter(server, "ann"), { ban: true });
  const back = await server.connect("/socket/room?id=ann", PARLOR_CLIENT_HEADERS);
  expect(back instanceof TestClient && (await lastWord(back))).toEqual({ code: "banned", details: null, close: 4403 });
});

test("[BN5] a peer bans itself from its hooks, also if its client was quick to go", async () => {
  const looked = gate();
  class Strict extends KnownPeer {
    override async onReceive(message: Parameters<KnownPeer["onReceive"]>[0]): Promise<typeof message> {
      await looked.opened;
      this.stop({ reason: "spam", ban: true });
      return message;
    }
  }
  await using server = await testServer({ peer: Strict, rooms: ROOMS, hookTimeoutMs: 5 });
  const ann = await enter(server, "ann");
  ann.say("spam", null, "all");
  await ann.close();
  // its hook has taken too long by then, and the peer has ended
  await server.event("peer_ended");
  looked.open();
  await server.event("peer_banned");
  expect(await outcome(server, "ann")).toBe("banned");
});

test("[BN5] a handle on a peer that has ended says false, and bans all the same", async () => {
  await using server = await open();
  const ann = await enter(server, "ann");
  const handle = server.parlor.peers.get(ann.id);
  expect(handle?.identity).toBe("ann");
  expect(handle?.stop()).toBe(true);
  await ann.closed;
  expect(await outcome(server, "ann")).toBe("authenticated");
  expect(handle?.stop({ ban: true })).toBe(false);
  expect(await outcome(server, "ann")).toBe("banned");
});

test("[BN5] the hooks of who is refused so run to the end: onInit has accepted it", async () => {
  const ended: string[] = [];
  class Counting extends KnownPeer {
    override onTerminate(code: string): void {
      ended.push(code);
    }
  }
  await using server = await testServer({ peer: Counting, rooms: ROOMS });
  server.parlor.bans.add({ identity: "ann" });
  expect(await outcome(server, "ann")).toBe("banned");
  expect(ended).toEqual(["banned"]);
  expect(server.parlor.peers.size).toBe(0);
});

test("[BN4] who is banned while onInit judges it is refused", async () => {
  const [asked, judged] = [gate(), gate()];
  class Slow extends KnownPeer {
    override async onInit(...args: Parameters<KnownPeer["onInit"]>): Promise<Awaited<ReturnType<KnownPeer["onInit"]>>> {
      asked.open();
      await judged.opened;
      return super.onInit(...args);
    }
  }
  await using server = await testServer({ peer: Slow, rooms: ROOMS });
  const connecting = outcome(server, "ann");
  await asked.opened;
  server.parlor.bans.add({ identity: "ann" });
  judged.open();
  expect(await connecting).toBe("banned");
});

test("[BN4] who is banned while its room is made hears that it was removed, and never joins", async () => {
  const [asked, made] = [gate(), gate()];
  await using server = await testServer({
    peer: KnownPeer,
    onMissingRoom: async () => {
      asked.open();
      await made.opened;
      return { room: OpenRoom };
    },
  });
  const connecting = knock(server, "ann");
  await asked.opened;
  const [peer] = server.parlor.peers;
  expect(peer?.stop({ ban: true })).toBe(true);
  made.open();
  expect(await lastWord(await connecting)).toMatchObject({ code: "removed", close: 4403 });
  expect(server.events.map(({ type }) => type)).not.toContain("peer_joined");
});

test("[BN4] who is banned from the server while onJoin judges it does not join", async () => {
  const [asked, decided] = [gate(), gate()];
  class Slow extends OpenRoom {
    override async onJoin(): Promise<ReturnType<typeof accept>> {
      asked.open();
      await decided.opened;
      return accept();
    }
  }
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Slow }] });
  const ann = await knock(server, "ann");
  await asked.opened;
  const [peer] = server.parlor.peers;
  peer?.stop({ reason: "spam", ban: true });
  expect(await lastWord(ann)).toEqual({ code: "removed", details: "spam", close: 4403 });
  decided.open();
  expect(await server.parlor.rooms.get("room")?.members()).toEqual([]);
});

test("[BN6] a peer without identity ends, and is not banned; an event says so", async () => {
  await using server = await open();
  const nobody = await server.join("/socket/room");
  expect(server.parlor.peers.get(nobody.id)?.identity).toBeNull();
  expect(stop(server, nobody, { ban: true })).toBe(true);
  expect(await lastWord(nobody)).toMatchObject({ code: "removed" });
  await server.join("/socket/room");
  expect(await server.event("ban_without_identity")).toMatchObject({ peerId: nobody.id, room: null });
});

test("[BN7] as many bans are kept as the option says", async () => {
  await using server = await testServer({ peer: KnownPeer, rooms: ROOMS, maxBans: 2 });
  for (const identity of ["ann", "bob", "cid"]) server.parlor.bans.add({ identity });
  expect(server.parlor.bans.list().map(({ identity }) => identity)).toEqual(["bob", "cid"]);
  expect(await outcome(server, "ann")).toBe("authenticated");
  expect(await outcome(server, "cid")).toBe("banned");
});

test("[BN7] somebody whose ban finds no place is ended all the same", async () => {
  await using server = await testServer({ peer: KnownPeer, rooms: ROOMS, maxBans: 1 });
  const ann = await enter(server, "ann");
  server.parlor.bans.add({ identity: "bob" });
  server.parlor.bans.add({ identity: "ann", until: Date.now() + 60_000 });
  expect(await lastWord(ann)).toMatchObject({ code: "removed" });
  expect(server.parlor.bans.list()).toMatchObject([{ identity: "bob" }]);
});

test("[BN8] no event says who somebody is", async () => {
  await using server = await open();
  const ann = await enter(server, "the identity of ann", "room");
  stop(server, ann, { ban: true });
  await outcome(server, "the identity of ann");
  await server.event("peer_refused");
  expect(JSON.stringify(server.events)).not.toContain("identity of ann");
});

test.for([
  ["nothing", null],
  ["no identity", {}],
  ["an empty identity", { identity: "" }],
  ["an identity that is no string", { identity: 7 }],
  ["an empty room", { identity: "ann", room: "" }],
  ["a room that is no string", { identity: "ann", room: {} }],
  ["a time that is no number", { identity: "ann", until: "tomorrow" }],
  ["a time that is not a number", { identity: "ann", until: Number.NaN }],
])("[BN8] %s is no ban: a TypeError for who calls", async ([, ban]) => {
  await using server = await open();
  expect(() => server.parlor.bans.add(ban as unknown as BanSpec)).toThrow(TypeError);
  if (!JSON.stringify(ban).includes("until")) {
    expect(() => server.parlor.bans.lift(ban as unknown as BanSpec)).toThrow(TypeError);
  }
  expect(server.parlor.bans.list()).toEqual([]);
});

test("[BN9] bans are added from outside, and end who is in already", async () => {
  vi.useFakeTimers({ now: 1000 });
  await using server = await open();
  const [ann, elsewhere] = [await enter(server, "ann"), await enter(server, "ann", "other")];
  server.parlor.bans.add({ identity: "ann", room: "room", until: 5000 });
  server.parlor.bans.add({ identity: "bob", until: Number.POSITIVE_INFINITY });
  // over already, as one of a database may be: nobody ends
  server.parlor.bans.add({ identity: "ann", until: 500 });
  expect(await lastWord(ann)).toEqual({ code: "removed", details: null, close: 4403 });
  await elsewhere.expectNothing();
  expect(server.parlor.bans.list()).toEqual([
    { identity: "ann", room: "room", until: 5000 },
    { identity: "bob", room: null, until: null },
  ]);
  expect([await outcome(server, "ann"), await outcome(server, "bob")]).toEqual(["banned", "banned"]);
  server.parlor.bans.add({ identity: "ann" });
  expect(await elsewhere.closed).toMatchObject({ code: 4403 });
});

test("[BN9] and lifted, each by itself", async () => {
  await using server = await open();
  const { bans } = server.parlor;
  bans.add({ identity: "ann", room: "room" });
  bans.add({ identity: "ann" });
  expect(bans.lift({ identity: "ann" })).toBe(true);
  expect(await outcome(server, "ann", "other")).toBe("authenticated");
  expect(await outcome(server, "ann")).toBe("banned");
  expect([bans.lift({ identity: "ann", room: "room" }), bans.lift({ identity: "ann", room: "room" })]).toEqual([
    true,
    false,
  ]);
  expect(await firstWord(await knock(server, "ann"))).toBe("authenticated");
});

test("[BN9] the peers of a server are there one after the other, with their identities", async () => {
  await using server = await open();
  const [ann, nobody] = [await enter(server, "ann"), await server.join("/socket/other")];
  expect([...server.parlor.peers].map(({ id, identity, room }) => ({ id, identity, room }))).toEqual([
    { id: ann.id, identity: "ann", room: "room" },
    { id: nobody.id, identity: null, room: "other" },
  ]);
});
