import { expect, test, vi } from "vitest";

import { gate, OpenPeer, OpenRoom } from "../fixtures/open.ts";
import { accept, ConfigError, createParlor, Peer, Room } from "./index.ts";
import { PARLOR_CLIENT_HEADERS, TestClient, testServer } from "./testing/index.ts";

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

test("[DR1] going away, it tells every peer and when to come back, runs every goodbye, and is quiet", async () => {
  const goodbyes: string[] = [];
  class Peers extends OpenPeer {
    override onTerminate(code: string): void {
      goodbyes.push(`peer ${code}`);
    }
  }
  class Rooms extends OpenRoom {
    override onTerminate(code: string): void {
      goodbyes.push(`room ${code}`);
    }
  }
  await using server = await testServer({ peer: Peers, rooms: [{ name: "room", room: Rooms }], retryWindowMs: 4000 });
  const clients = [await server.join("/socket/room"), await server.join("/socket/room")];
  for (const client of clients) client.takeAll();
  await server.parlor.close();
  for (const client of clients) {
    const { data } = await client.expect("error");
    expect(data).toMatchObject({ code: "going_away", details: { after_ms: expect.any(Number) } });
    expect((data as { details: { after_ms: number } }).details.after_ms).toBeLessThan(4000);
    expect(await client.closed).toEqual({ code: 1001, reason: "going_away" });
  }
  expect(goodbyes.toSorted()).toEqual(["peer going_away", "peer going_away", "room going_away"]);
  expect([server.parlor.peers.size, server.parlor.rooms.size]).toEqual([0, 0]);
});

test("[DR2] takes no more upgrades and starts no more rooms", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  await server.parlor.close();
  expect(await server.connect("/socket/room")).toMatchObject({ status: 503, body: { code: "going_away" } });
  const client = await server.connect("/socket/room", PARLOR_CLIENT_HEADERS);
  expect(client instanceof TestClient && (await client.closed)).toEqual({ code: 1001, reason: "going_away" });
  expect(client instanceof TestClient && (await client.expect("error")).data).toMatchObject({
    code: "going_away",
    details: { after_ms: expect.any(Number) },
  });
  await expect(server.parlor.rooms.start({ name: "late", room: OpenRoom })).rejects.toMatchObject({ code: "closed" });
});

test("[DR3] closing twice is closing once", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  await Promise.all([server.parlor.close(), server.parlor.close()]);
  await server.parlor.close();
  expect(server.events.filter(({ type }) => type === "drain_finished")).toHaveLength(1);
});

test("[DR1] waits for a goodbye that takes its time", async () => {
  const saved = gate();
  class Saving extends OpenRoom {
    override async onTerminate(): Promise<void> {
      await saved.opened;
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Saving }] });
  await server.join("/socket/room");
  const closed = server.parlor.close();
  saved.open();
  await closed;
  expect(server.events.map(({ type }) => type).slice(-2)).toEqual(["room_stopped", "drain_finished"]);
});

test("[OB1] tells what happens, in order", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const a = await server.join("/socket/room");
  a.say("hello", "secret", [a.id]);
  await server.connect("/socket");
  await a.close();
  await server.parlor.close();
  const peer = { peerId: a.id, room: "room" };
  expect(server.events).toEqual([
    { type: "peer_accepted", ...peer },
    { type: "peer_joined", ...peer },
    { type: "message_forwarded", room: "room", from: a.id, event: "joined", delivered: 0 },
    { type: "message_forwarded", room: "room", from: a.id, event: "hello", delivered: 1 },
    { type: "peer_refused", peerId: expect.any(String), room: null, code: "bad_request", details: "no_room" },
    { type: "peer_left", ...peer, reason: "closed" },
    { type: "message_forwarded", room: "room", from: null, event: "left", delivered: 0 },
    { type: "peer_ended", ...peer, code: "left" },
    { type: "drain_started", peers: 0 },
    { type: "room_stopped", room: "room", code: "going_away" },
    { type: "drain_finished" },
  ]);
});

test("[OB1] a listener given at the start hears the rooms start; one that stops listening hears nothing more", () => {
  const heard: string[] = [];
  const parlor = createParlor({ peer: OpenPeer, rooms: ROOMS, observe: ({ type }) => void heard.push(type) });
  const stop = parlor.observe(({ type }) => void heard.push(`late ${type}`));
  stop();
  expect(heard).toEqual(["room_started"]);
});

test("[OB1] what a listener makes happen comes after what it heard, for every listener", async () => {
  const heard: string[] = [];
  const parlor = createParlor({ peer: OpenPeer });
  parlor.observe(({ type }) => {
    if (type === "room_started") void parlor.rooms.get("room")?.stop();
  });
  parlor.observe(({ type }) => void heard.push(type));
  await parlor.rooms.start({ name: "room", room: OpenRoom });
  await parlor.close();
  expect(heard.slice(0, 2)).toEqual(["room_started", "room_stopped"]);
});

test("[OB2] a listener that rejects is reported like one that throws", async () => {
  // what the type of a listener lets through
  const observe = vi.fn<() => void>(() => Promise.reject(new Error("no database")) as never);
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, observe });
  await server.join("/socket/room");
  expect((await server.event("observer_failed")).error).toMatchObject({ message: "no database" });
});

test("[DR1] waits for those who are being judged: no hook runs after it", async () => {
  const [asked, judged] = [gate(), gate()];
  const log: string[] = [];
  class Slow extends OpenPeer {
    override async onInit(): Promise<ReturnType<typeof accept>> {
      asked.open();
      await judged.opened;
      log.push("accepted");
      return accept();
    }
    override onTerminate(code: string): void {
      log.push(`terminated ${code}`);
    }
  }
  const onMissingRoom = (): never => expect.unreachable();
  await using server = await testServer({ peer: Slow, rooms: ROOMS, onMissingRoom });
  const connecting = server.connect("/socket/room");
  await asked.opened;
  const closed = server.parlor.close().then(() => log.push("closed"));
  judged.open();
  expect(await connecting).toMatchObject({ status: 503 });
  await closed;
  expect(log).toEqual(["accepted", "terminated going_away", "closed"]);
});

test("[DR2] a room that crashes while the server goes away stays away", async () => {
  const looked = gate();
  class Crashing extends OpenRoom {
    override async onForward(): Promise<never> {
      await looked.opened;
      throw new Error("bug");
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Crashing }] });
  await server.connect("/socket/room");
  const closed = server.parlor.close();
  looked.open();
  await closed;
  const types = server.events.map(({ type }) => type);
  expect(types.slice(types.indexOf("drain_started"))).not.toContain("room_started");
  expect(server.parlor.rooms.size).toBe(0);
});

test("[OB2] a listener that throws is reported to the others, and harms nothing", async () => {
  await using server = await testServer({
    peer: OpenPeer,
    rooms: ROOMS,
    observe: () => {
      throw new Error("bug");
    },
  });
  await server.join("/socket/room");
  expect((await server.event("observer_failed")).error).toMatchObject({ message: "bug" });
});

test.for([
  [{ maxFrameBytes: -1 }, "maxFrameBytes: expected false or a positive number, got -1"],
  [{ maxFrameBytes: "64k" }, 'maxFrameBytes: expected false or a positive number, got "64k"'],
  [{ hookTimeoutMs: 0 }, "hookTimeoutMs: expected false or a positive number, got 0"],
  [{ idleTimeoutMs: 2 ** 31 }, "idleTimeoutMs: expected false or a positive number, got 2147483648"],
  [{ maxRooms: Number.NaN }, "maxRooms: expected false or a positive number, got NaN"],
  [{ idleTimeoutMs: 10_000 }, "idleTimeoutMs: expected more than heartbeatMs (15000), got 10000"],
  [{ heartbeatMs: false, idleTimeoutMs: 10_000 }, "idleTimeoutMs: expected false, as heartbeatMs is, got 10000"],
  [{ rateLimit: { perSecond: false } }, "rateLimit.perSecond: expected a positive number, got false"],
  [{ restarts: { withinMs: false } }, "restarts.withinMs: expected a positive number, got false"],
  [{ rooms: [{ name: "room", room: OpenRoom, emptyMs: -5 }] }, "emptyMs: expected false or 0 to 2147483647, got -5"],
  [{ retryWindowMs: false }, "retryWindowMs: expected a number of at least 0, got false"],
  [
    { allowedOrigins: ["app.example"] },
    'allowedOrigins: expected false or a list of origins like "https://app.example.com", got ["app.example"]',
  ],
  [{ messageLimits: { maxDepth: 0 } }, "messageLimits.maxDepth: expected false or a positive number, got 0"],
  [{ rateLimit: { burst: 0 } }, "rateLimit.burst: expected false or a positive number, got 0"],
  [{ messageLimits: { maxDepth: false } }, "messageLimits.maxDepth: expected a positive number up to 500, got false"],
  [{ messageLimits: { maxDeph: 5 } }, "messageLimits.maxDeph: there is no such option"],
  [{ rateLimit: { brust: 5 } }, "rateLimit.brust: there is no such option"],
  [{ restarts: false }, "restarts: expected an object, got false"],
  [{ maxFrameBytes: 0.5 }, "maxFrameBytes: expected false or a whole number below 2147483648, got 0.5"],
  [{ maxFrameBytes: 2 ** 32 }, "maxFrameBytes: expected false or a whole number below 2147483648, got 4294967296"],
  [{ allowedOrigins: ["https://app.example/path"] }, "allowedOrigins: expected"],
  [
    {
      maxRooms: 1,
      rooms: [
        { name: "a", room: OpenRoom },
        { name: "b", room: OpenRoom },
      ],
    },
    "rooms: more than maxRooms (1)",
  ],
  [{ events: { left: () => true } }, "events.left: only the server sends this one"],
  [{ events: { authenticate: () => true } }, "events.authenticate: onToken hears this one"],
  [{ events: { chat: "string" } }, 'events.chat: expected a Standard Schema or a type guard, got "string"'],
  [{ maxPers: 5 }, "maxPers: there is no such option"],
  [{ iceServers: "stun:stun.example" }, "iceServers: expected a list, or { servers, expireInMs }"],
  [{ iceServers: [{ urls: "stun.example" }] }, "iceServers[0].urls: expected one or more URLs like"],
  [{ rooms: [{ name: "", room: OpenRoom }] }, "A room's name is a string of 1 to 128 characters"],
])("[CF1] refuses %j and says what it wants", ([options, message]) => {
  const create = (): unknown => createParlor({ peer: OpenPeer, ...(options as object) });
  expect(create).toThrow(ConfigError);
  expect(create).toThrow(message);
});

test("[CF1] every bound can be turned off", async () => {
  await using server = await testServer({
    peer: OpenPeer,
    rooms: ROOMS,
    allowedOrigins: false,
    authTimeoutMs: false,
    heartbeatMs: false,
    hookTimeoutMs: false,
    idleTimeoutMs: false,
    maxFrameBytes: false,
    maxOutboundBytes: false,
    maxPeers: false,
    maxPendingPeers: false,
    maxQueuedMessages: false,
    maxRoomJobs: false,
    maxRoomNameLength: false,
    maxRooms: false,
    messageLimits: { maxAddressees: false, maxEventLength: false, maxPeerIdLength: false },
    onDemandEmptyMs: false,
    rateLimit: false,
  });
  const a = await server.join("/socket/room", { origin: "https://anybody.example" });
  a.say("e".repeat(200_000), null, [a.id, "i".repeat(1000)]);
  expect((await a.next()).event).toHaveLength(200_000);
});

test("[CF2] a hook that is almost spelt right is a mistake that is found", async () => {
  class Typo extends OpenPeer {
    onRecieve(): void {}
  }
  class RoomTypo extends Room {
    onjoin(): void {}
  }
  class Fine extends OpenPeer {
    onlyAdmins(): void {}
    online(): void {}
  }
  expect(() => createParlor({ peer: Typo })).toThrow("Typo.onRecieve is not a hook. Did you mean onReceive?");
  expect(() => createParlor({ peer: OpenPeer, rooms: [{ name: "room", room: RoomTypo }] })).toThrow("onJoin");
  expect(() => createParlor({ peer: Room } as never)).toThrow("expected a class that extends");
  const parlor = createParlor({ peer: Fine });
  await expect(parlor.rooms.start({ name: "room", room: RoomTypo })).rejects.toMatchObject({ code: "misspelt_hook" });
  await expect(parlor.rooms.start({ name: "room", room: Peer as never })).rejects.toMatchObject({
    code: "invalid_option",
  });
});
