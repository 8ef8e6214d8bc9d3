import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Call } from "../fakes/call.ts";
import { goAway, hears, peers, twoPeers } from "../fakes/standing-call.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a peer that was away goes on with the very link it had, under its new id", async () => {
  const { call, a, b } = await twoPeers();
  const link = a.mesh.links.get("B");
  goAway(b);
  expect(b.mesh.links.get("A")?.isMissing).toBe(true);
  call.room.leave("B", "lost");
  expect(link?.isMissing).toBe(true);
  call.room.join("B2", b.seat);
  await call.settle();
  expect([hears(a), hears(b)]).toEqual([["B2 over 0: audio:b"], ["A over 0: audio:a"]]);
  expect(a.mesh.links.get("B2")).toBe(link);
  expect([link?.peerId, link?.isMissing, b.mesh.links.get("A")?.isMissing]).toEqual(["B2", false, false]);
  expect(a.told).toEqual(["state B connected missing", "peer B is B2", "stream B2 camb audio:b", "state B2 connected"]);
  expect(b.told.filter((line) => !line.startsWith("state"))).toEqual([]);
  // the path works: nobody touches it
  expect(b.made[0]?.candidates).toEqual(["candidate of a.0.0"]);
  expect(a.made.map(({ signalingState }) => signalingState)).toEqual(["stable", "closed"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test("so it does when the server has not even noticed that it was away", async () => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.deafen("B");
  call.room.join("B2", b.seat);
  await call.settle();
  expect(hears(a)).toEqual(["B2 over 0: audio:b"]);
  call.room.leave("B", "lost");
  await call.settle();
  expect([hears(a), hears(b)]).toEqual([["B2 over 0: audio:b"], ["A over 0: audio:a"]]);
  expect(a.told.filter((line) => line.startsWith("gone"))).toEqual([]);
});

test.for([
  ["a", "b"],
  ["b", "a"],
] as const)(
  "when the server was gone, and all come back as somebody else, %s first, every link goes on",
  async ([first, second]) => {
    const { call, callers } = await peers("a", "b");
    for (const caller of Object.values(callers)) goAway(caller);
    for (const name of ["A", "B"]) call.room.vanish(name);
    for (const name of [first, second]) {
      const { seat } = callers[name] ?? {};
      call.room.join(`${name.toUpperCase()}2`, seat);
      await call.settle();
    }
    expect(Object.values(callers).map((caller) => hears(caller))).toEqual([
      ["B2 over 0: audio:b"],
      ["A2 over 0: audio:a"],
    ]);
    for (const { told, errors } of Object.values(callers)) {
      expect(told.filter((line) => /^(link|gone)/u.test(line))).toEqual([]);
      expect(errors).toEqual([]);
    }
  },
);

test("four peers find each other again after the server was gone", async () => {
  const { call, callers } = await peers("a", "b", "c", "d");
  for (const caller of Object.values(callers)) goAway(caller);
  for (const name of ["A", "B", "C", "D"]) call.room.vanish(name);
  for (const name of ["c", "a", "d", "b"]) call.room.join(`${name.toUpperCase()}2`, callers[name]?.seat);
  await call.settle();
  for (const [name, caller] of Object.entries(callers)) {
    const others = ["a", "b", "c", "d"].filter((other) => other !== name);
    expect(
      hears(caller)
        .map((line) => line.replace(/over \d/u, "over"))
        .toSorted(),
    ).toEqual(others.map((other) => `${other.toUpperCase()}2 over: audio:${other}`));
    expect(caller.told.filter((line) => /^(link|gone)/u.test(line))).toEqual([]);
    expect(caller.errors).toEqual([]);
  }
});

test.for([
  ["the offer of who makes the next one is", "a", 0],
  ["the offer of the other is", "b", 0],
  ["the answer is", "a", 1],
] as const)("what %s lost on the way is said again, and no change is", async ([, who, delivered]) => {
  const { call, a, b } = await twoPeers();
  const caller = who === "a" ? a : b;
  caller.show(`cam${who}`, `audio:${who}`, `video:${who}`);
  await call.release();
  if (delivered === 1) {
    call.room.deliverAll();
    await call.release();
  }
  goAway(b);
  call.room.leave("B", "lost");
  call.room.join("B2", b.seat);
  await call.settle();
  const expected = { a: "audio:a", b: "audio:b", [who]: `audio:${who},video:${who}` };
  expect([hears(a), hears(b)]).toEqual([[`B2 over 0: ${expected.b}`], [`A over 0: ${expected.a}`]]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test.for(["a", "b"] as const)("what %s changes while there is no way to say it, is said afterwards", async (who) => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "lost");
  (who === "a" ? a : b).show(`cam${who}`, `audio:${who}`, `video:${who}`);
  await call.settle();
  expect(call.room.said).toEqual([]);
  call.room.join("B2", b.seat);
  await call.settle();
  const expected = { a: "audio:a", b: "audio:b", [who]: `audio:${who},video:${who}` };
  expect([hears(a), hears(b)]).toEqual([[`B2 over 0: ${expected.b}`], [`A over 0: ${expected.a}`]]);
});

test.for([
  ["a", "disconnected"],
  ["b", "disconnected"],
  ["b", "the network is another one"],
] as const)("ICE starts over once with it if the path may not be what it was, at %s: %s", async ([who, what]) => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "lost");
  const troubled = who === "a" ? a : b;
  if (what === "disconnected") troubled.made[0]?.become("disconnected");
  else troubled.mesh.links.get("A")?.restartIce();
  call.room.join("B2", b.seat);
  await call.settle();
  expect(b.made[0]?.candidates).toEqual(["candidate of a.0.0", "candidate of a.0.1"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test("a link that is gone on one side starts anew when the other side asks for it", async () => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "lost");
  a.made[0]?.become("disconnected");
  vi.advanceTimersByTime(10_000);
  call.room.join("B2", b.seat);
  await call.settle();
  expect([hears(a), hears(b)]).toEqual([["B2 over 1: audio:b"], ["A over 1: audio:a"]]);
  expect(b.told.filter((line) => /^(link|gone)/u.test(line))).toEqual(["gone A", "link A"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test("the candidates of a call that was not taken fit nothing, and are ignored", async () => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "lost");
  call.room.join("B2", b.seat);
  await call.release();
  expect(call.room.said).toEqual(["A>B2 offer", "A>B2 candidate"]);
  await call.settle();
  expect(b.made[0]?.candidates).toEqual(["candidate of a.0.0"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test("somebody who has taken a peer's place without its links ends them as soon as it speaks", async () => {
  const { call, a } = await twoPeers();
  const reloaded = call.caller("reloaded");
  reloaded.show("camb", "audio:again");
  call.room.leave("B", "replaced");
  expect(a.told).toEqual(["state B connected missing"]);
  call.room.join("B2", reloaded.seat);
  await call.settle();
  expect(hears(a)).toEqual(["B2 over 1: audio:again"]);
  expect(a.told.filter((line) => /^(link|gone)/u.test(line))).toEqual(["link B2", "gone B"]);
});

test("a peer that has replaced its own old self keeps its link", async () => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "replaced");
  call.room.join("B2", b.seat);
  await call.settle();
  expect(hears(a)).toEqual(["B2 over 0: audio:b"]);
});

test("a newcomer that is nobody we know gets a link of its own, and takes none that is missing", async () => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "lost");
  const c = call.caller("c");
  c.show("camc", "audio:c");
  call.room.join("C", c.seat);
  await call.settle();
  expect(hears(a)).toEqual(["B over 0: audio:b", "C over 1: audio:c"]);
  call.room.join("B2", b.seat);
  await call.settle();
  expect(hears(a)).toEqual(["C over 1: audio:c", "B2 over 0: audio:b"]);
  expect(hears(b)).toEqual(["A over 0: audio:a", "C over 1: audio:c"]);
});

test("somebody who claims a link without knowing its token gets nothing but the offer it was made", async () => {
  const { call, a } = await twoPeers();
  call.room.leave("B", "lost");
  const seat = call.room.join("X");
  await call.settle();
  seat.send("relink", { proof: "a guess" }, ["A"]);
  await call.settle();
  expect(hears(a)).toEqual(["B over 0: audio:b"]);
  expect(call.room.said.filter((line) => line === "A>X offer")).toHaveLength(2);
  seat.send("relink", { proof: 7 }, ["A"]);
  await call.settle();
  expect(a.errors).toEqual([expect.objectContaining({ code: "bad_signal", peerId: "X" })]);
});

test("a link that came to nothing when the server went away is not waited for", async () => {
  const { call, a } = await twoPeers();
  const c = call.caller("c");
  call.room.join("C", c.seat);
  await call.release();
  // C has its offers and answers them, and nobody ever hears that
  call.room.deliver("A", "C");
  await call.release();
  expect(c.told).toEqual(["link A", "stream A cama audio:a"]);
  for (const caller of [a, c]) goAway(caller);
  for (const name of ["A", "B", "C"]) call.room.vanish(name);
  call.room.join("A2", a.seat);
  call.room.join("C2", c.seat);
  await call.settle();
  expect(hears(c)).toEqual(["A2 over 1: audio:a"]);
  expect(c.told.filter((line) => /^(link|gone)/u.test(line))).toEqual(["link A", "gone A", "link A2"]);
});

test("a plain client cannot be recognised: when it was away, or we were, it is called anew", async () => {
  const call = new Call();
  const a = call.caller("a");
  a.show("cama", "audio:a");
  const plain = call.room.join("X");
  const theirs = call.peerConnection("x");
  call.room.join("A", a.seat);
  await theirs.setLocalDescription();
  plain.send("offer", theirs.localDescription, ["A"]);
  await call.settle();
  expect(a.mesh.links.size).toBe(1);
  goAway(a);
  call.room.leave("A", "lost");
  call.room.join("A2", a.seat);
  expect(a.told.filter((line) => /^(link|gone)/u.test(line))).toEqual(["link X", "gone X"]);
  const again = call.peerConnection("x2");
  await again.setLocalDescription();
  plain.send("offer", again.localDescription, ["A2"]);
  await call.settle();
  call.room.leave("X", "lost");
  expect(a.told.filter((line) => /^(link|gone)/u.test(line))).toEqual(["link X", "gone X", "link X", "gone X"]);
});

test("who has learnt what was said to somebody else can do nothing with it", async () => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "lost");
  const said: { data: { resumes?: string[]; proof?: string } }[] = [];
  const thief = call.room.join("X");
  thief.on("offer", (message: { data: { resumes: string[] } }) => said.push(message));
  await call.settle();
  const [stolen = ""] = said[0]?.data.resumes ?? [];
  expect(stolen).toMatch(/^[\da-f]{32}$/u);
  call.room.join("B2", b.seat);
  await call.settle();
  // neither towards the one, nor towards the other, now or after the next reconnect
  for (const to of ["A", "B2"]) thief.send("relink", { proof: stolen, restart: true }, [to]);
  thief.send("offer", { type: "offer", sdp: "{}", link: "0".repeat(32), resumes: [stolen] }, ["B2"]);
  await call.settle();
  expect([hears(a)[0], hears(b)[0]]).toEqual(["B2 over 0: audio:b", "A over 0: audio:a"]);
});

test("a relink that never arrived is made good by the next one", async () => {
  const { call, a, b } = await twoPeers();
  goAway(b);
  call.room.leave("B", "lost");
  // A's socket is dead, and nobody knows: it never hears that B is back
  call.room.join("B2", b.seat);
  await call.release();
  call.room.deliver("A", "B2");
  call.room.deafen("A");
  goAway(a);
  await call.settle();
  call.room.join("A2", a.seat);
  await call.settle();
  call.room.leave("A", "lost");
  await call.settle();
  expect([hears(a), hears(b)]).toEqual([["B2 over 0: audio:b"], ["A2 over 0: audio:a"]]);
  expect([...a.told, ...b.told].filter((line) => /^(link|gone)/u.test(line))).toEqual([]);
});
