import { afterEach, expect, test, vi } from "vitest";

import { CHOOSY_ROOMS, countedIceServers, ICE_FAILURES, knock, STUN } from "../../fixtures/ice.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { accept, type IceServers, type ParlorOptions } from "../index.ts";
import { type TestServer, testServer } from "../testing/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A server whose peers are given what this makes. */
function serverWith(iceServers: NonNullable<ParlorOptions["iceServers"]>): Promise<TestServer> {
  return testServer({ peer: OpenPeer, rooms: CHOOSY_ROOMS, hookTimeoutMs: 20, iceServers });
}

test("[IC3] new ones come before the old ones expire, to each peer alone, as often as it takes", async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { asked, iceServers } = countedIceServers(100_000);
  await using server = await serverWith(iceServers);
  const a = await server.join("/socket/room");
  for (let count = 2; count < 6; count++) {
    await vi.advanceTimersByTimeAsync(79_999);
    await a.expectNothing();
    await vi.advanceTimersByTimeAsync(1);
    const servers = [{ urls: "turn:turn.example.com", username: `${count}`, credential: "hunter2" }];
    expect(await a.next()).toEqual({
      event: "ice_servers",
      data: { ice_servers: servers, ice_servers_expire_in_ms: 100_000 },
      from: null,
      to: [a.id],
    });
  }
  expect(asked).toHaveLength(5);
  expect(new Set(asked.map(({ peerId }) => peerId))).toEqual(new Set([a.id]));
});

test("[IC3] not those of all peers come at once", async () => {
  vi.useFakeTimers();
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  await using server = await serverWith(countedIceServers(100_000).iceServers);
  const late = await server.join("/socket/room");
  random.mockReturnValue(0.999);
  const early = await server.join("/socket/room");
  await late.expect("joined");
  await vi.advanceTimersByTimeAsync(75_010);
  await early.expect("ice_servers");
  await late.expectNothing();
  await vi.advanceTimersByTimeAsync(4990);
  await late.expect("ice_servers");
});

test("[IC3] the time that a peer waited for its room counts", async () => {
  vi.useFakeTimers();
  const decided = gate();
  class Slow extends OpenRoom {
    override async onJoin(): Promise<ReturnType<typeof accept>> {
      await decided.opened;
      return accept();
    }
  }
  const { iceServers } = countedIceServers(100_000);
  await using server = await testServer({
    peer: OpenPeer,
    rooms: [{ name: "room", room: Slow }],
    iceServers,
    hookTimeoutMs: false,
  });
  const client = await knock(server);
  vi.advanceTimersByTime(30_000);
  decided.open();
  expect((await client.expect("authenticated")).data).toMatchObject({ ice_servers_expire_in_ms: 70_000 });
  vi.advanceTimersByTime(50_000);
  await client.expect("ice_servers");
});

test("[IC3] those that never expire cost no timer, and nothing is left of a peer that has gone", async () => {
  vi.useFakeTimers();
  let expires = false;
  const iceServers = (): IceServers => (expires ? { servers: STUN, expireInMs: 60_000 } : STUN);
  await using server = await testServer({ peer: OpenPeer, rooms: CHOOSY_ROOMS, heartbeatMs: false, iceServers });
  await server.join("/socket/room");
  expect(vi.getTimerCount()).toBe(0);
  expires = true;
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  expect(vi.getTimerCount()).toBe(2);
  await a.close();
  server.parlor.peers.get(b.id)?.stop();
  await b.closed;
  expect(vi.getTimerCount()).toBe(0);
});

test("[IC3] nor of one that was ended while its room decided", async () => {
  vi.useFakeTimers();
  const decided = gate();
  class Slow extends OpenRoom {
    override async onJoin(): Promise<ReturnType<typeof accept>> {
      await decided.opened;
      return accept();
    }
  }
  const { iceServers } = countedIceServers(60_000);
  const rooms = [{ name: "room", room: Slow }] as const;
  await using server = await testServer({
    peer: OpenPeer,
    rooms,
    hookTimeoutMs: false,
    heartbeatMs: false,
    iceServers,
  });
  const client = await knock(server);
  client.sayBinary();
  decided.open();
  await server.event("peer_ended");
  await server.event("peer_left");
  expect(vi.getTimerCount()).toBe(0);
});

test("[IC3] a lifetime longer than any timer is renewed early, a very short one no more than once a second", async () => {
  vi.useFakeTimers();
  const { asked, iceServers } = countedIceServers(Number.MAX_SAFE_INTEGER);
  await using server = await testServer({ peer: OpenPeer, rooms: CHOOSY_ROOMS, heartbeatMs: false, iceServers });
  await server.join("/socket/room");
  vi.advanceTimersByTime(20 * 86_400_000);
  expect(asked).toHaveLength(1);
  const hasty = countedIceServers(1);
  await using other = await serverWith(hasty.iceServers);
  const b = await other.join("/socket/room");
  await vi.advanceTimersByTimeAsync(5000);
  expect(hasty.asked).toHaveLength(6);
  expect(b.takeAll().map(({ event }) => event)).toEqual(Array.from({ length: 5 }, () => "ice_servers"));
});

test.for(ICE_FAILURES)("[IC3] a renewal that %s is reported and tried again; the peer stays", async ([, fail]) => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  const { asked, iceServers } = countedIceServers(100_000);
  let isDown = false;
  await using server = await serverWith((auth) => (isDown ? fail() : iceServers(auth)));
  const a = await server.join("/socket/room");
  const failures = (): number => server.events.filter(({ type }) => type === "hook_failed").length;
  isDown = true;
  for (let count = 1; count < 4; count++) {
    await vi.advanceTimersByTimeAsync(count === 1 ? 80_000 : 5000);
    // a promise that does not settle has its time to fail
    await vi.advanceTimersByTimeAsync(20);
    expect(failures()).toBe(count);
    await a.expectNothing();
  }
  expect((await server.event("hook_failed")).error.site).toEqual({ hook: "iceServers", room: "room", peerId: a.id });
  isDown = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect((await a.expect("ice_servers")).data).toMatchObject({ ice_servers: [{ username: "2" }] });
  expect(asked).toHaveLength(2);
});

test.for([
  ["arrives", () => ({ servers: STUN, expireInMs: 10_000 })],
  [
    "fails",
    (): never => {
      throw new Error("no service");
    },
  ],
] as const)("[IC3] a renewal that %s after the peer has gone is forgotten", async ([, settle]) => {
  vi.useFakeTimers();
  const made = gate();
  let count = 0;
  await using server = await testServer({
    peer: OpenPeer,
    rooms: CHOOSY_ROOMS,
    hookTimeoutMs: false,
    heartbeatMs: false,
    iceServers: async () => {
      if (count++ === 0) return { servers: STUN, expireInMs: 10_000 };
      await made.opened;
      return settle();
    },
  });
  const a = await server.join("/socket/room");
  await vi.advanceTimersByTimeAsync(8000);
  await a.close();
  made.open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([count, vi.getTimerCount()]).toEqual([2, 0]);
});
