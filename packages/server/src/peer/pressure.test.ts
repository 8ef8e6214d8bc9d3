import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { accept } from "../index.ts";
import { testServer } from "../testing/index.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

test("[MS6] a text ping is answered by a text pong, and is no message", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const a = await server.join("/socket/room");
  a.sayRaw("ping");
  expect(await a.nextRaw()).toBe("pong");
});

test.for([
  ["{", "invalid_json", "Invalid JSON"],
  ['{"event":"x","to":"b"}', "invalid_message", "Invalid message"],
  ['{"event":"left","to":"all"}', "reserved_event", "Invalid message"],
])("[MS3] %s: the sender hears %s, and goes on", async ([text, code, description]) => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await a.expect("joined");
  b.sayRaw(text as string);
  expect((await b.expect("error")).data).toMatchObject({ code, description });
  b.say("hello", 1, "all");
  await a.expect("hello");
});

test("[PE5] a binary frame ends its sender with 1003", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const a = await server.join("/socket/room");
  a.sayBinary();
  expect((await a.expect("error")).data).toMatchObject({ code: "binary_frame" });
  expect(await a.closed).toMatchObject({ code: 1003 });
});

test("[PE3] who does not read is cut off at the bound, and the others go on", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, maxOutboundBytes: 10_000 });
  const a = await server.join("/socket/room");
  const { client: slow, socket } = await server.connectByHand("/socket/room");
  await slow.expect("authenticated");
  await a.expect("joined");
  socket.toClient.hold();
  for (let count = 0; count < 20; count++) a.say("news", "x".repeat(1000), "all");
  expect((await a.expect("left")).data).toEqual({ peer_id: slow.id, reason: "lost" });
  const waiting = socket.toClient.waiting;
  expect(waiting.length).toBeLessThan(14);
  expect(waiting.at(-1)).toEqual({ type: "close", code: 4408, reason: "too_slow" });
  expect(await server.event("peer_ended")).toMatchObject({ peerId: slow.id, code: "too_slow" });
  vi.advanceTimersByTime(5000);
});

test("[PE4] a ghost is gone after the idle time and one heartbeat", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const a = await server.join("/socket/room");
  const { client: ghost, socket } = await server.connectByHand("/socket/room");
  await ghost.expect("authenticated");
  await a.expect("joined");
  socket.toServer.hold();
  vi.advanceTimersByTime(45_000);
  expect((await a.expect("left")).data).toEqual({ peer_id: ghost.id, reason: "lost" });
  expect(await server.event("peer_ended")).toMatchObject({ code: "timed_out" });
});

test("[PE4] who answers pings may be silent for ever", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const a = await server.join("/socket/room");
  vi.advanceTimersByTime(3_600_000);
  await a.expectNothing();
});

test("[PE4] the idle time can be one peer's own, or none", async () => {
  class Patient extends OpenPeer {
    override onInit({ metadata }: Parameters<OpenPeer["onInit"]>[0]): ReturnType<OpenPeer["onInit"]> {
      return accept({ idleTimeoutMs: metadata === "patient" ? false : 1000 });
    }
  }
  await using server = await testServer({ peer: Patient, rooms: ROOMS, heartbeatMs: 500 });
  const patient = await server.connectByHand("/socket/room?name=patient");
  const other = await server.connectByHand("/socket/room");
  patient.socket.toServer.hold();
  other.socket.toServer.hold();
  vi.advanceTimersByTime(3_600_000);
  expect(await other.client.closed).toMatchObject({ code: 4408, reason: "timed_out" });
  expect(server.parlor.peers.size).toBe(1);
});

test("[MS7] a flood is refused message by message, and closed if it goes on", async () => {
  const rateLimit = { burst: 5, perSecond: 10, strikes: 3 };
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, rateLimit });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  a.takeAll();
  for (let count = 0; count < 8; count++) b.say("flood", count, "all");
  expect(a.takeAll().map(({ data }) => data)).toEqual([0, 1, 2, 3, 4]);
  expect(b.takeAll().map(({ data }) => data)).toEqual(
    Array.from({ length: 3 }, () => ({ code: "rate_limited", description: "Too many messages", details: null })),
  );
  vi.advanceTimersByTime(100);
  b.say("flood", 8, "all");
  expect(a.takeAll().map(({ data }) => data)).toEqual([8]);
  for (let count = 9; count < 13; count++) b.say("flood", count, "all");
  expect(await b.closed).toEqual({ code: 4429, reason: "rate_limited" });
  await a.expect("left");
});

test("[MS7] the burst of a call with fifty others is no flood", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  a.takeAll();
  for (let count = 0; count < 50 * 20; count++) b.say("candidate", count, [a.id]);
  expect(a.takeAll()).toHaveLength(1000);
  expect(b.takeAll()).toEqual([]);
});

test("[MS7] bytes count too: what one may send at once, every other can read", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const { client: slow, socket } = await server.connectByHand("/socket/room");
  const flooder = await server.join("/socket/room");
  await slow.expect("authenticated");
  socket.toClient.hold();
  for (let count = 0; count < 50; count++) flooder.say("flood", "x".repeat(60_000), "all");
  expect(flooder.takeAll().every(({ data }) => (data as { code: string }).code === "rate_limited")).toBe(true);
  expect(server.parlor.peers.size).toBe(2);
  socket.toClient.release();
  expect(slow.takeAll()).toHaveLength(9);
});

test("[JN1] a roster may be longer than the bound for a backlog", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, maxOutboundBytes: 300 });
  for (let count = 0; count < 20; count++) await server.join(`/socket/room?name=${"n".repeat(100)}`);
  expect(server.parlor.peers.size).toBe(20);
});

test("[MS7] turned off, nothing is too much", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, rateLimit: false });
  const a = await server.join("/socket/room");
  for (let count = 0; count < 5000; count++) a.say("flood", count, [a.id]);
  expect(a.takeAll()).toHaveLength(5000);
});

test("a peer from outside: found by its id, told things, stopped", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const a = await server.join("/socket/room");
  const handle = server.parlor.peers.get(a.id);
  if (handle === null) return expect.unreachable();
  expect([handle.id, handle.room]).toEqual([a.id, "room"]);
  expect(handle.send("news", 1)).toBe(true);
  expect(await a.next()).toEqual({ event: "news", data: 1, from: null, to: [a.id] });
  expect([handle.stop({ reason: "enough" }), handle.stop({ reason: "enough" })]).toEqual([true, false]);
  expect((await a.expect("error")).data).toMatchObject({ code: "removed", details: "enough" });
  expect([handle.send("news", 2), server.parlor.peers.get(a.id)]).toEqual([false, null]);
  return undefined;
});
