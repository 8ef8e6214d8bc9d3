import { afterEach, expect, test, vi } from "vitest";

import { MeshError } from "../errors.ts";
import { Call, type Caller } from "../fakes/call.ts";
import type { PeerState } from "../link/peer-state.ts";
import type { MeshOptions } from "./options.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const CHANNELS = { game: { ordered: false, maxRetransmits: 0 }, chat: {} };

async function peers(names: readonly string[], options: MeshOptions = { channels: CHANNELS }) {
  const call = new Call();
  const callers = names.map((name) => call.caller(name, options));
  for (const [index, caller] of callers.entries()) {
    caller.show(`cam${index}`, "video:camera");
    call.room.join(names[index]?.toUpperCase() ?? "", caller.seat);
  }
  await call.settle();
  return { call, callers };
}

/** Keeps what a caller's mesh tells of its peers' words. */
function listen({ mesh }: Caller): string[] {
  const heard: string[] = [];
  mesh.on("message", ({ peerId, label, data }) =>
    heard.push(`${peerId} ${label} ${typeof data === "string" ? data : "bytes"}`),
  );
  return heard;
}

function onlyPair<T>([a, b]: readonly T[]): [T, T] {
  if (a === undefined || b === undefined) throw new Error("not two");
  return [a, b];
}

test("what is said on a declared channel reaches everybody, or those it is for", async () => {
  const { call, callers } = await peers(["a", "b", "c"]);
  const [a] = callers;
  const heard = callers.map((caller) => listen(caller));
  await a?.mesh.send("chat", "hello");
  await a?.mesh.send("game", "move", ["C"]);
  await call.settle();
  expect(heard.map((lines) => lines.toSorted())).toEqual([[], ["A chat hello"], ["A chat hello", "A game move"]]);
});

test("both sides speak on the same channel, whoever made it", async () => {
  const { call, callers } = await peers(["a", "b"]);
  const [a, b] = onlyPair(callers);
  const heard = [listen(a), listen(b)];
  await Promise.all([a.mesh.send("chat", "one"), b.mesh.send("chat", "two")]);
  await call.settle();
  expect(heard).toEqual([["B chat two"], ["A chat one"]]);
});

test("what cannot be said is refused to the sender, with whom it was for", async () => {
  const { callers } = await peers(["a", "b"]);
  const [a] = onlyPair(callers);
  await expect(a.mesh.send("chat", "hello", ["X"])).rejects.toMatchObject({ code: "unknown_peer", peerId: "X" });
  await expect(a.mesh.send("undeclared", "hello", ["B"])).rejects.toMatchObject({ code: "no_channel" });
  await expect(a.mesh.send("undeclared", "hello")).rejects.toMatchObject({ code: "no_channel" });
  await expect(a.mesh.send("chat", "x".repeat(300_000))).rejects.toMatchObject({ code: "too_big", peerId: "B" });
});

test("those who have no such channel are left out when everybody is meant", async () => {
  const call = new Call();
  const [a, b] = [call.caller("a", { channels: CHANNELS }), call.caller("b")];
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  await a.mesh.send("chat", "hello");
  await expect(a.mesh.send("chat", "hello", ["B"])).rejects.toMatchObject({ code: "no_channel" });
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test.for([{ "parlor.x": {} }, { both: { maxRetransmits: 1, maxPacketLifeTime: 1 } }])(
  "channels %j cannot be declared",
  async (channels) => {
    await expect(peers(["a"], { channels })).rejects.toMatchObject({ name: "MeshError", code: "bad_option" });
  },
);

test("what a peer is doing is told to those who are there and to those who come", async () => {
  const { call, callers } = await peers(["a", "b"]);
  const [a, b] = onlyPair(callers);
  const told: PeerState[] = [];
  b.mesh.on("peer_state", ({ peerState }) => told.push(peerState));
  a.mesh.setState({ audio: true, name: "Ada" });
  a.mesh.setState({ video: true });
  await call.settle();
  const state = { audio: true, video: true, screen: false, name: "Ada" };
  expect(told).toEqual([state]);
  expect(b.mesh.links.get("A")?.peerState).toEqual(state);
  expect(a.mesh.state).toEqual(state);
  const c = call.caller("c");
  call.room.join("C", c.seat);
  await call.settle();
  expect(c.mesh.links.get("A")?.peerState).toEqual(state);
  expect(() => a.mesh.setState({ name: "x".repeat(201) })).toThrow(expect.objectContaining({ code: "bad_option" }));
});

test("it is told also while the connection is down: it does not go through the server", async () => {
  const { call, callers } = await peers(["a", "b"]);
  const [a, b] = onlyPair(callers);
  for (const { seat } of callers) seat.enter({ name: "waiting", attempt: 1, retryAt: 0, error: null });
  a.mesh.setState({ audio: true });
  await call.settle();
  expect(b.mesh.links.get("A")?.peerState?.audio).toBe(true);
});

test("the uplink is shared: the more links, the less each video may take", async () => {
  const { call, callers } = await peers(["a", "b"], { videoBitrate: (links) => 600_000 / links });
  const [a] = onlyPair(callers);
  const caps = (): (number | undefined)[] =>
    a.made.flatMap((made) => (made.signalingState === "closed" ? [] : made.getSenders().map((one) => one.maxBitrate)));
  expect(caps()).toContain(600_000);
  call.room.join("C", call.caller("c").seat);
  await call.settle();
  expect(caps().filter((cap) => cap !== undefined)).toEqual([300_000, 300_000]);
  a.showAs("screen", "display", "video:screen");
  await call.settle();
  expect(caps().filter((cap) => cap === 600_000)).toHaveLength(2);
  call.room.leave("C");
  await call.settle();
  expect(caps().filter((cap) => cap !== undefined)).toEqual([600_000, 1_200_000]);
});

test("a bitrate that is none is reported, and the call goes on", async () => {
  const bug = new Error("bug");
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const videoBitrate = (): never => {
    throw bug;
  };
  const { callers } = await peers(["a", "b"], { videoBitrate });
  expect(reported).toContain(bug);
  expect(callers.flatMap(({ errors }) => errors)).toEqual([]);
  expect(callers.map(({ mesh }) => mesh.links.size)).toEqual([1, 1]);
});

test("a link that has ended is silent", async () => {
  const { call, callers } = await peers(["a", "b"]);
  const [a] = onlyPair(callers);
  const link = a.mesh.links.get("B");
  call.room.leave("B");
  expect([link?.audioLevel, link?.state]).toEqual([0, "closed"]);
});

test("one that cannot take any more keeps nobody else from hearing", async () => {
  const { call, callers } = await peers(["a", "b", "c"]);
  const [a, , c] = callers;
  if (a === undefined || c === undefined) throw new Error("nobody");
  const heard = listen(c);
  const full = new MeshError("too_big", "B");
  const channel = a.made[0]?.data.channels.find(({ label }) => label === "chat");
  if (channel === undefined) throw new Error("no channel");
  channel.send = () => {
    throw full;
  };
  await expect(a.mesh.send("chat", "hello")).rejects.toMatchObject({ name: "MeshError", peerId: "B" });
  await call.settle();
  expect(heard).toEqual(["A chat hello"]);
});

test("a channel is told when it is open", async () => {
  const call = new Call();
  const [a, b] = [call.caller("a", { channels: CHANNELS }), call.caller("b", { channels: CHANNELS })];
  const greeted: string[] = [];
  b.mesh.on("open", ({ label, peerId, link }) => {
    if (label !== "chat") return;
    greeted.push(`${peerId} ${link.isOpen(label)}`);
    void b.mesh.send(label, "welcome", [peerId]);
  });
  const heard = listen(a);
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  expect([greeted, heard]).toEqual([["A true"], ["B chat welcome"]]);
});
