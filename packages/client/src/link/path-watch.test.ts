import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { goAway, twoPeers } from "../fakes/standing-call.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function refusal(errorCode: number, url = "turn:turn.example?transport=udp"): Event {
  return Object.assign(new Event("icecandidateerror"), { errorCode, url });
}

test("a path that is not there for twenty seconds is told, once each time", async () => {
  const { a } = await twoPeers();
  const [peerConnection] = a.made;
  peerConnection?.become("disconnected");
  peerConnection?.become("failed");
  vi.advanceTimersByTime(19_999);
  expect(a.errors).toEqual([]);
  vi.advanceTimersByTime(60_001);
  expect(a.errors.splice(0)).toEqual([expect.objectContaining({ code: "no_path", peerId: "B" })]);
  peerConnection?.become("connected");
  peerConnection?.become("failed");
  vi.advanceTimersByTime(20_000);
  expect(a.errors).toHaveLength(1);
});

test("nobody looks for a path to a peer that is missing, or gone", async () => {
  const { call, a } = await twoPeers();
  goAway(a);
  a.made[0]?.become("failed");
  vi.advanceTimersByTime(60_000);
  expect(a.errors).toEqual([]);
  call.room.leave("B");
  vi.advanceTimersByTime(60_000);
  expect(a.errors).toEqual([]);
});

test("once we are back ourselves, a path has all its time again", async () => {
  const { call, a } = await twoPeers();
  goAway(a);
  a.made[0]?.become("failed");
  vi.advanceTimersByTime(30_000);
  call.room.leave("A", "lost");
  call.room.join("A2", a.seat);
  await call.settle();
  vi.advanceTimersByTime(20_000);
  expect(a.errors).toEqual([expect.objectContaining({ code: "no_path", peerId: "B" })]);
});

test("a server that refuses is told, once, without its credentials; one that is not reached is not", async () => {
  const { a } = await twoPeers();
  for (const code of [701, 401, 401]) a.made[0]?.dispatchEvent(refusal(code));
  expect(a.errors.map(({ code, peerId, message }) => [code, peerId, message])).toEqual([
    ["ice_server_refused", "B", "A STUN or TURN server has refused: 401 from turn:turn.example?transport=udp"],
  ]);
});
