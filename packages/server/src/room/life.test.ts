import { afterEach, expect, test, vi } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { type AuthData, ConfigError, createParlor, HookError, type OnDemandRoom } from "../index.ts";
import { TestClient, type TestServer, testServer } from "../testing/index.ts";

afterEach(() => void vi.useRealTimers());

/** A room that writes down its life. */
function diary(): { readonly log: string[]; readonly room: typeof OpenRoom } {
  const log: string[] = [];
  class Diary extends OpenRoom {
    override onInit(): void {
      log.push(`init ${this.name}`);
    }
    override onLeave(peerId: string): void {
      log.push(`leave ${this.members.some(({ peer_id }) => peer_id === peerId)}`);
    }
    override onTerminate(code: string): void {
      log.push(`terminate ${code}`);
    }
  }
  return { log, room: Diary };
}

test("[RM4] a stopped room closes its members, says goodbye once, and does not come back", async () => {
  const { log, room } = diary();
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const a = await server.join("/socket/room");
  const handle = server.parlor.rooms.get("room");
  await Promise.all([handle?.stop(), handle?.stop()]);
  expect((await a.expect("error")).data).toEqual({
    code: "room_closed",
    description: "Room closed",
    details: "normal",
  });
  expect(await a.closed).toEqual({ code: 4410, reason: "room_closed" });
  expect(log).toEqual(["init room", "terminate stopped"]);
  expect(server.parlor.rooms.get("room")).toBeNull();
  expect(await server.connect("/socket/room")).toMatchObject({ status: 404 });
  await handle?.stop();
  expect([await handle?.members(), await handle?.forward({ event: "x", data: 1, to: "all" })]).toEqual([null, false]);
});

test("[RM4] a room stops itself once its hook is through", async () => {
  class Short extends OpenRoom {
    override onLeave(): void {
      this.stop();
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Short }] });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await b.close();
  await a.expect("joined");
  await a.expect("left");
  expect((await a.expect("error")).data).toMatchObject({ code: "room_closed" });
});

test.for([
  ["the server", (server: TestServer) => server.parlor.rooms.get("room")?.stop()],
  ["the room itself", () => undefined],
] as const)("[RM4] a room that %s has stopped stays stopped, also if it crashes first", async ([, stop]) => {
  const looked = gate();
  class Crashing extends OpenRoom {
    override async onLeave(): Promise<void> {
      if (stop(server) === undefined) this.stop();
      await looked.opened;
      throw new Error("bug");
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Crashing }] });
  await (await server.join("/socket/room")).close();
  looked.open();
  expect(await server.event("room_stopped")).toMatchObject({ code: "stopped" });
  expect(server.events.map(({ type }) => type)).not.toContain("room_restarted");
  expect(server.parlor.rooms.size).toBe(0);
});

test("[PE1] who is stopped while its 101 is on the way still hears why", async () => {
  const server = await testServer({
    peer: OpenPeer,
    onMissingRoom: ({ peerId }) => {
      server.parlor.peers.get(peerId)?.stop({ reason: "not you" });
      return { room: OpenRoom };
    },
  });
  const client = await server.connect("/socket/room");
  if (!(client instanceof TestClient)) return expect.unreachable();
  expect((await client.expect("error")).data).toMatchObject({ code: "removed", details: "not you" });
  expect(await client.closed).toEqual({ code: 4403, reason: "removed" });
  return server.close();
});

test("[RM5] a misspelt hook of a room on demand is found when it is made", async () => {
  class Typo extends OpenRoom {
    onJion(): void {}
  }
  await using server = await testServer({ peer: OpenPeer, onMissingRoom: () => ({ room: Typo }) });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 500 });
  expect((await server.event("hook_failed")).error.cause).toMatchObject({ code: "misspelt_hook" });
});

test("[RM11] onLeave runs when the member is out of the roster, before the others hear left", async () => {
  const { log, room } = diary();
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await b.close();
  await a.expect("joined");
  expect(await a.next()).toEqual({ event: "left", data: { peer_id: b.id, reason: "closed" }, from: null, to: "all" });
  expect(log).toEqual(["init room", "leave false"]);
});

test.for([
  ["onInit", "throws"],
  ["onLeave", "throws"],
  ["onTerminate", "throws"],
] as const)("[RM1] %s %s: contained", async ([hook]) => {
  class Broken extends OpenRoom {}
  Object.defineProperty(Broken.prototype, hook, {
    value: () => {
      throw new Error("bug");
    },
  });
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "other", room: OpenRoom }] });
  const neighbour = await server.join("/socket/other");
  const started = server.parlor.rooms.start({ name: "room", room: Broken });
  if (hook === "onInit") {
    await expect(started).rejects.toThrow(HookError);
    expect(server.parlor.rooms.names()).toEqual(["other"]);
  } else {
    await started;
    const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
    await a.close();
    if (hook === "onLeave") expect((await b.expect("error")).data).toMatchObject({ code: "room_crashed" });
    await server.parlor.rooms.get("room")?.stop();
  }
  expect((await server.event("hook_failed")).error.site.hook).toBe(hook);
  await neighbour.expectNothing();
});

test("[RM8] names are unique in a server, and free in another", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  await using other = await testServer({ peer: OpenPeer });
  await expect(server.parlor.rooms.start({ name: "room", room: OpenRoom })).rejects.toMatchObject({
    code: "room_exists",
  });
  const handle = await other.parlor.rooms.start({ name: "room", room: OpenRoom });
  expect(handle.name).toBe("room");
  const rooms = [
    { name: "twice", room: OpenRoom },
    { name: "twice", room: OpenRoom },
  ] as const;
  expect(() => createParlor({ peer: OpenPeer, rooms })).toThrow(ConfigError);
});

test("[RM8] a server holds no more rooms than it may", async () => {
  const onMissingRoom = (): OnDemandRoom => ({ room: OpenRoom });
  await using server = await testServer({ peer: OpenPeer, maxRooms: 1, onMissingRoom });
  await server.join("/socket/one");
  expect(await server.connect("/socket/two")).toMatchObject({ status: 429, body: { code: "too_many_rooms" } });
  await expect(server.parlor.rooms.start({ name: "two", room: OpenRoom })).rejects.toMatchObject({
    code: "too_many_rooms",
  });
});

test("[RM12] whoever starts a room may wait for its onInit; peers that come meanwhile wait too", async () => {
  const ready = gate();
  class Slow extends OpenRoom {
    override async onInit(): Promise<void> {
      await ready.opened;
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Slow }] });
  const joining = server.join("/socket/room");
  ready.open();
  await server.parlor.ready;
  await joining;
});

test("[RM12] ready rejects with what failed", async () => {
  class Broken extends OpenRoom {
    override onInit(): Promise<void> {
      return Promise.reject(new Error("no database"));
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Broken }] });
  await expect(server.parlor.ready).rejects.toMatchObject({ site: { hook: "onInit", room: "room" } });
});

test("[RM5] a missing room is made on demand, for who has been authenticated, with options of its own", async () => {
  const asked: AuthData[] = [];
  class Optional extends OpenRoom {
    override onInit(options: unknown): void {
      expect(options).toEqual({ maxPeers: 4 });
    }
  }
  const onMissingRoom = async (auth: AuthData): Promise<OnDemandRoom | null> => {
    asked.push(auth);
    await Promise.resolve();
    return auth.room.startsWith("call-") ? { room: Optional, options: { maxPeers: 4 } } : null;
  };
  await using server = await testServer({ peer: OpenPeer, onMissingRoom });
  const [a, b] = await Promise.all([server.join("/socket/call-1?name=ann"), server.join("/socket/call-1")]);
  expect(await server.connect("/socket/nowhere")).toMatchObject({ status: 404 });
  expect(asked[0]).toMatchObject({ room: "call-1", metadata: "ann" });
  expect(server.parlor.rooms.names()).toEqual(["call-1"]);
  a.say("hello", 1, [b.id]);
  await b.close();
});

test.for([...FAILURES, ["returns an impossible room", () => ({ room: OpenRoom, emptyMs: 1e12 })]] as const)(
  "[RM5] onMissingRoom %s: HTTP 500 for that peer alone",
  async ([, onMissingRoom]) => {
    await using server = await testServer({ peer: OpenPeer, onMissingRoom, hookTimeoutMs: 20 });
    expect(await server.connect("/socket/room")).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(server.parlor.peers.size).toBe(0);
  },
);

test("[RM5] a room on demand whose onInit fails tells who asked for it, and is not there", async () => {
  class Broken extends OpenRoom {
    override onInit(): void {
      throw new Error("bug");
    }
  }
  await using server = await testServer({ peer: OpenPeer, onMissingRoom: () => ({ room: Broken }) });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 500, body: { code: "internal" } });
  expect(server.parlor.rooms.size).toBe(0);
});

test("[RM6] an on-demand room goes away when it has been empty for long enough, and comes back on demand", async () => {
  vi.useFakeTimers();
  const { log, room } = diary();
  await using server = await testServer({ peer: OpenPeer, onMissingRoom: () => ({ room, emptyMs: 1000 }) });
  const a = await server.join("/socket/room");
  vi.advanceTimersByTime(5000);
  await a.close();
  vi.advanceTimersByTime(999);
  const b = await server.join("/socket/room");
  vi.advanceTimersByTime(5000);
  await b.close();
  vi.advanceTimersByTime(1000);
  expect(log).toEqual(["init room", "leave false", "leave false", "terminate empty"]);
  expect(server.parlor.rooms.size).toBe(0);
  await server.join("/socket/room");
  expect(log.at(-1)).toBe("init room");
});

test("[RM6] a room that was started by name stays, empty or not", async () => {
  vi.useFakeTimers();
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }] });
  await (await server.join("/socket/room")).close();
  vi.advanceTimersByTime(10_000_000);
  expect(server.parlor.rooms.size).toBe(1);
});

test("[JN6] who comes while an empty room says goodbye gets the next one", async () => {
  const saved = gate();
  let made = 0;
  class Saving extends OpenRoom {
    override onInit(): void {
      made++;
    }
    override async onTerminate(): Promise<void> {
      if (made === 1) await saved.opened;
    }
  }
  await using server = await testServer({ peer: OpenPeer, onMissingRoom: () => ({ room: Saving, emptyMs: false }) });
  await server.join("/socket/room");
  const stopped = server.parlor.rooms.get("room")?.stop();
  const joining = server.join("/socket/room");
  saved.open();
  await stopped;
  await joining;
  expect(made).toBe(2);
});

test("[RM9] a server speaks in a room from outside, through its onForward, and lists and removes its members", async () => {
  const seen: string[] = [];
  class Watching extends OpenRoom {
    override onForward(message: Parameters<OpenRoom["onForward"]>[0]): ReturnType<OpenRoom["onForward"]> {
      seen.push(message.event);
      return message;
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Watching }] });
  const [a, b] = [await server.join("/socket/room?name=ann"), await server.join("/socket/room")];
  await a.expect("joined");
  const handle = server.parlor.rooms.get("room");
  if (handle === null) return expect.unreachable();
  expect(await handle.forward({ event: "news", data: 1, to: "all" })).toBe(true);
  expect(await handle.forward({ event: "secret", data: 2, to: [b.id, "nobody"] })).toBe(true);
  expect(await a.next()).toEqual({ event: "news", data: 1, from: null, to: "all" });
  await b.expect("news");
  await b.expect("secret");
  expect(seen.slice(2)).toEqual(["news", "secret"]);
  expect(await handle.members()).toEqual([
    { peer_id: a.id, metadata: "ann" },
    { peer_id: b.id, metadata: null },
  ]);
  expect([await handle.remove(b.id, { reason: { why: "spam" } }), await handle.remove("nobody")]).toEqual([
    true,
    false,
  ]);
  expect((await b.expect("error")).data).toMatchObject({ code: "removed", details: { why: "spam" } });
  await a.expect("left");
  await expect(handle.forward({ event: "left", data: 1, to: "all" })).rejects.toThrow(TypeError);
  await expect(handle.forward({ event: "x", data: 1n, to: "all" })).rejects.toThrow(TypeError);
  await a.expectNothing();
  return undefined;
});
