import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { goAway, hears, twoPeers } from "../fakes/standing-call.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.for(["closed", "removed", undefined] as const)("a peer that has left (%s) is gone at once", async (reason) => {
  const { a } = await twoPeers();
  a.seat.hear("left", { peer_id: "B", ...(reason === undefined ? {} : { reason }) });
  expect(a.told).toEqual(["gone B"]);
  expect(a.made[0]?.signalingState).toBe("closed");
});

test("a ghost without media is gone after ten seconds", async () => {
  const { call, a } = await twoPeers();
  call.room.leave("B", "lost");
  vi.advanceTimersByTime(5_000);
  a.made[0]?.become("disconnected");
  vi.advanceTimersByTime(9_999);
  expect(a.told.at(-1)).toBe("state B disconnected missing");
  vi.advanceTimersByTime(1);
  expect(a.told.at(-1)).toBe("gone B");
  expect(vi.getTimerCount()).toBe(0);
});

test("a ghost whose media comes back has its ten seconds anew, but sixty in all", async () => {
  const { call, a } = await twoPeers();
  call.room.leave("B", "lost");
  a.made[0]?.become("disconnected");
  vi.advanceTimersByTime(9_000);
  a.made[0]?.become("connected");
  vi.advanceTimersByTime(50_999);
  expect(a.mesh.links.size).toBe(1);
  vi.advanceTimersByTime(1);
  expect(a.told.at(-1)).toBe("gone B");
});

test("while we are away ourselves, no link is given up: we cannot know", async () => {
  const { call, a, b } = await twoPeers();
  goAway(a);
  a.made[0]?.become("failed");
  vi.advanceTimersByTime(600_000);
  expect(a.mesh.links.size).toBe(1);
  call.room.leave("A", "lost");
  call.room.join("A2", a.seat);
  await call.settle();
  expect(hears(b)).toEqual(["A2 over 0: audio:a"]);
});
