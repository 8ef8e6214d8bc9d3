import { expect, test } from "vitest";

import { hears, twoPeers } from "../fakes/standing-call.ts";

test.for(["a", "b"] as const)("a link that breaks at %s is made anew by both", async (who) => {
  const { call, a, b } = await twoPeers();
  const [broken, other] = who === "a" ? [a, b] : [b, a];
  other.seat.send("offer", { type: "offer", sdp: "nonsense" }, [broken.seat.peerId]);
  await call.settle();
  expect([hears(a), hears(b)]).toEqual([["B over 1: audio:b"], ["A over 1: audio:a"]]);
  expect(broken.errors.map(({ code }) => code)).toEqual(["negotiation_failed"]);
});

test("a link that breaks again and again is left alone after three new beginnings", async () => {
  const { call, a, b } = await twoPeers();
  for (let count = 0; count < 6; count += 1) {
    b.seat.send("offer", { type: "offer", sdp: "nonsense" }, ["A"]);
    await call.settle();
  }
  expect(a.made).toHaveLength(4);
  expect(hears(a)).toEqual(["B over 3: audio:b"]);
});

test("an offer that was underway while the other side started anew is not taken for an answer to that", async () => {
  const { call, a, b } = await twoPeers();
  b.show("camb", "audio:b", "video:b");
  await call.release();
  // B's offer is underway; A starts anew because it is asked to
  b.seat.send("relink", { proof: null, restart: true }, ["A"]);
  call.room.swap("B", "A");
  await call.settle();
  expect(hears(a)).toEqual(["B over 1: audio:b,video:b"]);
  expect(hears(b)).toEqual(["A over 1: audio:a"]);
  expect(a.made[1]?.signalingState).toBe("stable");
});
