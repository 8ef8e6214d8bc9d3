import { expect, test } from "vitest";

import { Call, turn, type Caller } from "../fakes/call.ts";

/** Two peers, A in the room before B and so the impolite one, their call standing. */
async function twoPeers() {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  a.show("camA", "audio:a");
  b.show("camB", "audio:b");
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  call.room.said.length = 0;
  return { call, a, b, pcA: only(a), pcB: only(b) };
}

function only({ made }: Caller) {
  const [peerConnection] = made;
  if (peerConnection === undefined || made.length > 1) throw new Error(`${made.length} peer connections`);
  return peerConnection;
}

/** Each sees all that the other sends, nobody complained, and both are at rest. */
function expectWhole({ a, b }: { a: Caller; b: Caller }, ...tracks: [ofA: string, ofB: string]): void {
  expect([a.errors, b.errors]).toEqual([[], []]);
  expect([only(a).signalingState, only(b).signalingState]).toEqual(["stable", "stable"]);
  const seen = (pc: ReturnType<typeof only>): string[] =>
    pc.getTransceivers().flatMap(({ received }) => (received === null ? [] : [received.track.id]));
  expect([seen(only(b)).toSorted().join(), seen(only(a)).toSorted().join()]).toEqual(tracks);
}

test("one offer is made though the browser asks for the same thing meanwhile", async () => {
  const call = new Call();
  const a = call.caller("a");
  a.show("camA", "audio:a");
  call.room.join("A", a.seat);
  call.room.join("B");
  only(a).release();
  await call.settle();
  expect(call.room.said.filter((line) => line.endsWith("offer"))).toEqual(["A>B offer"]);
});

test.for(["A", "B"])("%s may renegotiate once the first offer is answered", async (who) => {
  const { call, a, b } = await twoPeers();
  const [caller, other] = who === "A" ? [a, b] : [b, a];
  caller.show(`cam${who}`, `audio:${who.toLowerCase()}`, "video:screen");
  await call.settle();
  const offers = call.room.said.filter((line) => line.endsWith("offer"));
  expect(offers).toEqual([`${who}>${who === "A" ? "B" : "A"} offer`]);
  expect(other.told.at(-1)).toBe(`stream ${who} cam${who} audio:${who.toLowerCase()},video:screen`);
});

/** Both want to send a screen at the same time, and both offers are underway. */
async function glare() {
  const peers = await twoPeers();
  peers.a.show("camA", "audio:a", "video:a");
  peers.b.show("camB", "audio:b", "video:b");
  await peers.call.release();
  expect(peers.call.room.said.toSorted()).toEqual(["A>B offer", "B>A offer"]);
  return peers;
}

test("glare, the impolite offer arriving first: the polite side takes its own back, and both get their way", async () => {
  const peers = await glare();
  peers.call.room.deliver("A", "B");
  await peers.call.release();
  expect(peers.pcB.rollbacks).toBe(1);
  expect(peers.call.room.said.slice(2)).toEqual(["B>A answer"]);
  peers.call.room.deliver("B", "A");
  await turn();
  await peers.call.settle();
  expect(peers.pcA.rollbacks).toBe(0);
  expectWhole(peers, "audio:a,video:a", "audio:b,video:b");
});

test("glare, the polite offer arriving first: the impolite side ignores it, and both get their way", async () => {
  const peers = await glare();
  peers.call.room.deliver("B", "A");
  await turn();
  expect(peers.pcA.signalingState).toBe("have-local-offer");
  peers.call.room.deliver("A", "B");
  await peers.call.settle();
  expect([peers.pcA.rollbacks, peers.pcB.rollbacks]).toEqual([0, 1]);
  expectWhole(peers, "audio:a,video:a", "audio:b,video:b");
});

test("glare over changes of different kinds: the polite side asks again for what the answer could not say", async () => {
  const peers = await twoPeers();
  peers.a.show("camA", "audio:a", "audio:second");
  peers.b.show("camB", "audio:b", "video:b");
  await peers.call.settle();
  expectWhole(peers, "audio:a,audio:second", "audio:b,video:b");
});

test.for(["A", "B"])("glare while %s's offer is half made", async (who) => {
  const peers = await twoPeers();
  const letGo = (who === "A" ? peers.pcA : peers.pcB).hold();
  peers.a.show("camA", "audio:a", "video:a");
  peers.b.show("camB", "audio:b", "video:b");
  await peers.call.release();
  expect(peers.call.room.said).toEqual([who === "A" ? "B>A offer" : "A>B offer"]);
  peers.call.room.deliverAll();
  await turn();
  letGo();
  await peers.call.settle();
  expectWhole(peers, "audio:a,video:a", "audio:b,video:b");
});

test("candidates of an ignored offer are ignored in silence", async () => {
  const peers = await twoPeers();
  peers.pcB.restartIce();
  peers.a.show("camA", "audio:a", "video:a");
  await peers.call.release();
  expect(peers.call.room.said.toSorted()).toEqual(["A>B offer", "B>A candidate", "B>A offer"]);
  peers.call.room.deliver("B", "A");
  peers.call.room.deliver("B", "A");
  await turn();
  expect(peers.pcA.candidates).toEqual(["candidate of b.0.0"]);
  await peers.call.settle();
  expectWhole(peers, "audio:a,video:a", "audio:b");
});

test("an offer that crosses the very first one is ignored, and so are its candidates", async () => {
  const call = new Call();
  const a = call.caller("a");
  call.room.join("A", a.seat);
  const seat = call.room.join("B");
  await call.release();
  const [stray, answering] = [call.peerConnection("stray"), call.peerConnection("b")];
  await stray.setLocalDescription();
  seat.send("offer", stray.localDescription, ["A"]);
  seat.send("candidate", { candidate: "stray", sdpMid: "0", usernameFragment: "stray0" }, ["A"]);
  const offer = only(a).localDescription;
  if (offer === null) throw new Error("A has made no offer");
  await answering.setRemoteDescription(offer);
  await answering.setLocalDescription();
  seat.send("answer", answering.localDescription, ["A"]);
  await call.settle();
  expect(only(a).signalingState).toBe("stable");
  expect(only(a).candidates).toEqual([]);
  expect(a.errors).toEqual([]);
});

test("a candidate that comes before its offer waits for it, and the end of candidates too", async () => {
  const call = new Call();
  const b = call.caller("b");
  const seat = call.room.join("A");
  call.room.join("B", b.seat);
  const other = call.peerConnection("a");
  await other.setLocalDescription();
  seat.send("candidate", { candidate: "early", sdpMid: "0", usernameFragment: "a0" }, ["B"]);
  seat.send("candidate", null, ["B"]);
  await call.settle();
  expect(only(b).candidates).toEqual([]);
  seat.send("offer", other.localDescription, ["B"]);
  seat.send("candidate", { candidate: "late", sdpMid: "0", usernameFragment: "a0" }, ["B"]);
  await call.settle();
  expect(only(b).candidates).toEqual(["early", "late"]);
  expect(b.errors).toEqual([]);
});

test("a candidate that comes while its offer is being set waits for it", async () => {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.release();
  b.holdNext();
  call.room.deliverAll();
  await turn();
  const letGo = b.letGo;
  expect(only(b).remoteDescription).toBeNull();
  letGo();
  await call.settle();
  expect(only(b).candidates).toEqual(["candidate of a.0.0"]);
  expectWhole({ a, b }, "", "");
});

test("a browser that cannot take the end of candidates needs none", async () => {
  const peers = await twoPeers();
  peers.pcA.takesEndOfCandidates = false;
  peers.b.seat.send("candidate", null, ["A"]);
  await peers.call.settle();
  expectWhole(peers, "audio:a", "audio:b");
});

test("no more than 256 candidates wait for an offer", async () => {
  const call = new Call();
  const b = call.caller("b");
  const seat = call.room.join("A");
  call.room.join("B", b.seat);
  for (let count = 0; count < 258; count += 1) seat.send("candidate", { candidate: "c", sdpMid: "0" }, ["B"]);
  await call.settle();
  for (let turns = 0; turns < 50; turns += 1) await turn();
  expect(b.errors.map(({ code, peerId }) => [code, peerId])).toEqual([
    ["negotiation_failed", "A"],
    ["negotiation_failed", "A"],
  ]);
});

test.for(["A", "B"])("ICE is restarted by %s when it sees its link fail", async (who) => {
  const peers = await twoPeers();
  (who === "A" ? peers.pcA : peers.pcB).become("failed");
  await peers.call.settle();
  expect(peers.call.room.said.filter((line) => line.endsWith("candidate"))).toContain(
    who === "A" ? "A>B candidate" : "B>A candidate",
  );
  expectWhole(peers, "audio:a", "audio:b");
});

test("ICE is restarted in one piece when both see the link fail at once", async () => {
  const peers = await twoPeers();
  peers.pcA.become("failed");
  peers.pcB.become("failed");
  await peers.call.settle();
  expectWhole(peers, "audio:a", "audio:b");
  expect(peers.pcA.candidates.at(-1)).toBe("candidate of b.0.1");
  expect(peers.pcB.candidates.at(-1)).toBe("candidate of a.0.1");
});

test("a newcomer does not restart ICE before it has had its first offer", async () => {
  const call = new Call();
  const b = call.caller("b");
  const seat = call.room.join("A");
  call.room.join("B", b.seat);
  const other = call.peerConnection("a");
  await other.setLocalDescription();
  seat.send("candidate", { candidate: "early", sdpMid: "0", usernameFragment: "a0" }, ["B"]);
  await call.settle();
  call.room.said.length = 0;
  only(b).become("failed");
  await call.settle();
  expect(call.room.said).toEqual([]);
  seat.send("offer", other.localDescription, ["B"]);
  await call.settle();
  expect(call.room.said).toEqual(["A>B offer", "B>A answer", "B>A candidate"]);
});

test.for([
  ["offer", null],
  ["offer", "v=0"],
  ["offer", { type: "answer", sdp: "v=0" }],
  ["offer", { type: "rollback", sdp: "" }],
  ["answer", { sdp: "v=0" }],
  ["answer", [{ type: "answer", sdp: "v=0" }]],
  ["candidate", "candidate:1"],
  ["candidate", { candidate: "c" }],
  ["candidate", { candidate: "c", sdpMid: {} }],
] as const)("malformed %s %j is dropped and told, and the link goes on", async ([event, data]) => {
  const peers = await twoPeers();
  peers.b.seat.send(event, data, ["A"]);
  await peers.call.settle();
  expect(peers.a.errors.splice(0)).toEqual([
    expect.objectContaining({
      name: "MeshError",
      code: "bad_signal",
      peerId: "B",
      message: `Malformed signaling from a peer: ${event}`,
    }),
  ]);
  peers.b.show("camB", "audio:b", "video:b");
  await peers.call.settle();
  expectWhole(peers, "audio:a", "audio:b,video:b");
});

test.for([["candidate", { candidate: "c", sdpMid: "0", usernameFragment: "of somebody else" }]] as const)(
  "%s %j, which only the browser sees through, is told, and the link goes on",
  async ([event, data]) => {
    const peers = await twoPeers();
    peers.b.seat.send(event, data, ["A"]);
    await peers.call.settle();
    const cause: unknown = expect.any(DOMException);
    expect(peers.a.errors.splice(0)).toEqual([
      expect.objectContaining({ code: "negotiation_failed", peerId: "B", cause }),
    ]);
    peers.b.show("camB", "audio:b", "video:b");
    await peers.call.settle();
    expectWhole(peers, "audio:a", "audio:b,video:b");
  },
);

test("signaling from nobody in the room is dropped and told", async () => {
  const peers = await twoPeers();
  peers.a.seat.hear("offer", { type: "offer", sdp: "{}" }, "X");
  peers.a.seat.hear("candidate", null, null);
  await peers.call.settle();
  expect(peers.a.errors.splice(0).map(({ code, peerId }) => [code, peerId])).toEqual([
    ["unknown_peer", "X"],
    ["unknown_peer", null],
  ]);
  expectWhole(peers, "audio:a", "audio:b");
});

test("a link that ends in the middle of a step, or before one, says nothing more", async () => {
  const peers = await twoPeers();
  const letGo = peers.pcA.hold();
  peers.b.show("camB", "audio:b", "video:b");
  await peers.call.release();
  peers.call.room.deliverAll();
  await turn();
  peers.a.seat.hear("candidate", { candidate: "c", sdpMid: "0" }, "B");
  peers.call.room.leave("B");
  letGo();
  await peers.call.settle();
  expect(peers.call.room.said).toEqual(["B>A offer"]);
  expect(peers.a.errors).toEqual([]);
});
