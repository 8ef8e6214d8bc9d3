import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { hears, twoPeers } from "../fakes/standing-call.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("an answer to no offer is one to an offer that was repeated: nobody needs it", async () => {
  const { call, a, b } = await twoPeers();
  b.seat.send("answer", { type: "answer", sdp: "{}" }, ["A"]);
  await call.settle();
  expect(a.errors).toEqual([]);
  expect(a.made[0]?.signalingState).toBe("stable");
});

test("an offer that is not answered is sent again, three times, and a late answer does", async () => {
  const { call, a, b } = await twoPeers();
  a.show("cama", "audio:a", "video:a");
  await call.release();
  call.room.lose("A", "B");
  for (let times = 0; times < 5; times += 1) {
    await vi.advanceTimersByTimeAsync(10_000);
    if (times < 2) call.room.lose("A", "B");
  }
  expect(call.room.said).toEqual(["A>B offer", "A>B offer", "A>B offer", "A>B offer"]);
  await call.settle();
  expect(hears(b)).toEqual(["A over 0: audio:a,video:a"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});
