import { expect, test } from "vitest";

import type { MeshError } from "../errors.ts";
import { asPeerConnection } from "../fakes/as-peer-connection.ts";
import type { FakeDataChannel } from "../fakes/fake-data-channel.ts";
import { allPromises, FakePair } from "../fakes/fake-pair.ts";
import type { FakePeerConnection } from "../fakes/fake-peer-connection.ts";
import type { ChannelOptions } from "./channel-options.ts";
import { Channels } from "./channels.ts";
import type { PeerState } from "./peer-state.ts";

const ANN: PeerState = { audio: true, video: true, screen: false, name: "Ann" };
const BOB: PeerState = { audio: false, video: false, screen: false, name: "Bob" };
const PARLOR = { protocol: "parlor" };

type Declared = Readonly<Record<string, ChannelOptions>>;

function side(fake: FakePeerConnection, peerId: string, declared: Declared, initiator: boolean) {
  const opened: string[] = [];
  const messages: (readonly [label: string, data: string | ArrayBuffer])[] = [];
  const states: PeerState[] = [];
  const errors: MeshError[] = [];
  const files: RTCDataChannel[] = [];
  const channels = new Channels(asPeerConnection(fake), {
    remote: { peerId },
    initiator,
    declared: new Map(Object.entries(declared)),
    opened: (label) => opened.push(label),
    message: (label, data) => messages.push([label, data]),
    peerState: (state) => states.push(state),
    fileChannel: (channel) => files.push(channel),
    failed: (error) => errors.push(error),
  });
  return { fake, channels, opened, messages, states, errors, files };
}

/** A link whose first offer is answered; A has made it. */
async function linked(ofA: Declared = { chat: {} }, ofB: Declared = ofA) {
  const pair = new FakePair();
  const a = side(pair.a, "B", ofA, true);
  const b = side(pair.b, "A", ofB, false);
  await pair.negotiate();
  return { pair, a, b };
}

function end(fake: FakePeerConnection, label: string): FakeDataChannel {
  const channel = fake.data.channels.find((channel) => channel.label === label);
  if (channel === undefined) throw new Error(`no channel ${label}`);
  return channel;
}

test("who makes the first offer opens all channels, and no further negotiation is asked for", async () => {
  const asked: string[] = [];
  const { pair, a, b } = await linked({ chat: {}, cursors: { ordered: false, maxRetransmits: 0 } });
  for (const fake of [pair.a, pair.b]) fake.addEventListener("negotiationneeded", () => asked.push(fake.name));
  await pair.settle();
  expect(asked).toEqual([]);
  const seen = b.fake.data.channels.map(({ label, protocol, ordered, maxRetransmits }) => ({
    label,
    protocol,
    ordered,
    maxRetransmits,
  }));
  expect(seen).toEqual([
    { label: "parlor.state", protocol: "parlor", ordered: true, maxRetransmits: null },
    { label: "chat", protocol: "parlor", ordered: true, maxRetransmits: null },
    { label: "cursors", protocol: "parlor", ordered: false, maxRetransmits: 0 },
  ]);
  for (const { channels } of [a, b])
    expect([channels.isOpen("chat"), channels.isOpen("cursors")]).toEqual([true, true]);
});

test("messages arrive on both sides, each with the label of its channel, binary data as ArrayBuffers", async () => {
  const { pair, a, b } = await linked({ chat: {}, cursors: {} });
  await pair.settle();
  await a.channels.send("chat", "hello");
  await a.channels.send("cursors", new Uint8Array([1, 2, 3]).subarray(1));
  await b.channels.send("chat", "");
  await pair.settle();
  expect(b.messages).toEqual([
    ["chat", "hello"],
    ["cursors", new Uint8Array([2, 3]).buffer],
  ]);
  expect(a.messages).toEqual([["chat", ""]]);
});

test("nothing can be sent before a channel is open, on a label nobody has declared, or on a reserved one", async () => {
  const { pair, a, b } = await linked();
  const noChannel: unknown = expect.objectContaining({ name: "MeshError", code: "no_channel", peerId: "B" });
  expect(() => a.channels.send("chat", "x")).toThrow(noChannel);
  await pair.settle();
  for (const label of ["other", "parlor.state", "parlor.file", "constructor"]) {
    expect(() => a.channels.send(label, "x")).toThrow(noChannel);
    expect(a.channels.isOpen(label)).toBe(false);
  }
  expect(b.messages).toEqual([]);
});

test("a label that only one side has declared is closed, and the others work", async () => {
  const { pair, a, b } = await linked({ chat: {}, fresh: {} }, { chat: {}, old: {} });
  await pair.settle();
  expect([a.channels.isOpen("chat"), b.channels.isOpen("chat")]).toEqual([true, true]);
  expect([a.channels.isOpen("fresh"), b.channels.isOpen("old")]).toEqual([false, false]);
  expect(() => a.channels.send("fresh", "x")).toThrow(expect.objectContaining({ code: "no_channel" }));
  expect([a.errors, b.errors]).toEqual([[], []]);
});

test("channels that are not Parlor's are left to whoever has opened them, also under a declared label", async () => {
  const { pair, b } = await linked();
  await pair.settle();
  const own = pair.a.createDataChannel("own");
  const chat = pair.a.createDataChannel("chat");
  await pair.settle();
  own.send("x");
  chat.send("x");
  await pair.settle();
  expect([own.readyState, chat.readyState]).toEqual(["open", "open"]);
  expect(b.messages).toEqual([]);
});

test.for(["chat", "parlor.state", "parlor.later"])("a further channel %s is closed", async (label) => {
  const { pair, a, b } = await linked();
  await pair.settle();
  const [fromA, fromB] = [pair.a.createDataChannel(label, PARLOR), pair.b.createDataChannel(label, PARLOR)];
  await pair.settle();
  expect([fromA.readyState, fromB.readyState]).toEqual(["closed", "closed"]);
  await a.channels.send("chat", "still there");
  await pair.settle();
  expect(b.messages).toEqual([["chat", "still there"]]);
});

test("a channel that the other side has closed can be opened by it again", async () => {
  const { pair, a, b } = await linked();
  b.channels.setState(BOB);
  await pair.settle();
  for (const label of ["chat", "parlor.state"]) end(pair.a, label).close();
  await pair.settle();
  expect(b.channels.isOpen("chat")).toBe(false);
  const [chat, state] = ["chat", "parlor.state"].map((label) => pair.a.createDataChannel(label, PARLOR));
  await pair.settle();
  await b.channels.send("chat", "again");
  expect([chat?.other?.said, state?.other?.said]).toEqual([["again"], [JSON.stringify(BOB)]]);
  expect(a.errors).toEqual([]);
});

test("files' channels are handed over in the turn in which they come", async () => {
  const { pair, a, b } = await linked();
  await pair.settle();
  pair.a.createDataChannel("parlor.file", PARLOR);
  pair.b.createDataChannel("parlor.file", PARLOR);
  await pair.settle();
  for (const { files } of [a, b]) expect(files.map(({ readyState }) => readyState)).toEqual(["open"]);
});

test("each side hears what the other is doing as soon as the link stands, without a channel being declared", async () => {
  const { pair, a, b } = await linked({});
  a.channels.setState(ANN);
  b.channels.setState(BOB);
  expect(a.channels.peerState).toBeNull();
  await pair.settle();
  expect([a.states, b.states]).toEqual([[BOB], [ANN]]);
  expect([a.channels.peerState, b.channels.peerState]).toEqual([BOB, ANN]);
});

test("nothing is said by a side that has said nothing yet", async () => {
  const { pair, a, b } = await linked();
  await pair.settle();
  expect([...end(pair.a, "parlor.state").said, ...end(pair.b, "parlor.state").said]).toEqual([]);
  expect([a.channels.peerState, b.channels.peerState]).toEqual([null, null]);
});

test("only the last state of a turn is told, and none twice", async () => {
  const { pair, a, b } = await linked();
  a.channels.setState(BOB);
  await pair.settle();
  a.channels.setState(ANN);
  a.channels.setState({ ...ANN, screen: true });
  a.channels.setState(ANN);
  await pair.settle();
  a.channels.setState({ ...ANN });
  await pair.settle();
  expect(end(pair.a, "parlor.state").said).toEqual([JSON.stringify(BOB), JSON.stringify(ANN)]);
  expect(b.states).toEqual([BOB, ANN]);
});

test("the same state told twice by another client is one change", async () => {
  const { pair, b } = await linked();
  await pair.settle();
  const state = end(pair.a, "parlor.state");
  state.send(JSON.stringify(ANN));
  state.send(JSON.stringify({ name: "Ann", screen: false, video: true, audio: true }));
  await pair.settle();
  expect(b.states).toEqual([ANN]);
});

test.for<[frame: string | ArrayBuffer]>([
  ["{}"],
  ["nonsense"],
  [new ArrayBuffer(3)],
  [JSON.stringify({ ...ANN, name: 1 })],
])("the malformed state %j is told as bad_message, and the next one counts", async ([frame]) => {
  const { pair, b } = await linked();
  await pair.settle();
  const state = end(pair.a, "parlor.state");
  state.send(frame);
  state.send(JSON.stringify(ANN));
  await pair.settle();
  expect(b.errors).toEqual([expect.objectContaining({ name: "MeshError", code: "bad_message", peerId: "A" })]);
  expect(b.states).toEqual([ANN]);
});

test("a state that the browser will not send is an error of the link, and may be set again", async () => {
  const { pair, a, b } = await linked();
  await pair.settle();
  const state = end(pair.a, "parlor.state");
  state.refusal = new DOMException("network", "NetworkError");
  a.channels.setState(ANN);
  await allPromises();
  expect(a.errors).toEqual([expect.objectContaining({ code: "no_channel", cause: state.refusal })]);
  state.refusal = null;
  a.channels.setState(ANN);
  await pair.settle();
  expect(b.states).toEqual([ANN]);
});

test("a closed link hears nothing, says nothing, and lets nobody wait", async () => {
  const { pair, a, b } = await linked();
  await pair.settle();
  const waits = [1, 2].map(() => a.channels.send("chat", new ArrayBuffer(200_000)));
  b.channels.setState(BOB);
  await allPromises();
  const others = b.channels.send("chat", "x");
  a.channels.setState(ANN);
  a.channels.close();
  await expect(waits[1]).rejects.toEqual(expect.objectContaining({ code: "link_lost", peerId: "B" }));
  expect(() => a.channels.send("chat", "x")).toThrow(expect.objectContaining({ code: "no_channel" }));
  await pair.settle();
  pair.b.createDataChannel("parlor.file", PARLOR);
  pair.b.createDataChannel("parlor.later", PARLOR);
  await pair.settle();
  await others;
  expect([a.messages, a.states, a.files, a.errors]).toEqual([[], [], [], []]);
  expect(b.states).toEqual([]);
});

test("the side whose other one is gone cannot send any more", async () => {
  const { pair, b } = await linked();
  await pair.settle();
  const waits = [1, 2].map(() => b.channels.send("chat", new ArrayBuffer(200_000)));
  pair.a.close();
  await pair.settle();
  expect(b.channels.isOpen("chat")).toBe(false);
  await expect(waits[1]).rejects.toEqual(expect.objectContaining({ code: "link_lost" }));
});

test("a client without data channels is never asked for any, and has no state", async () => {
  const pair = new FakePair();
  const asked: string[] = [];
  pair.b.addEventListener("negotiationneeded", () => asked.push("b"));
  pair.a.addTrack({ id: "audio:a", kind: "audio" });
  const b = side(pair.b, "A", { chat: {} }, false);
  b.channels.setState(BOB);
  await pair.negotiate();
  await pair.settle();
  expect(asked).toEqual([]);
  expect(b.channels.isOpen("chat")).toBe(false);
  expect(b.channels.peerState).toBeNull();
});

test("declared channels are told when they are open, on both sides, and the one for the state is not", async () => {
  const { pair, a, b } = await linked({ chat: {}, game: {} });
  await pair.settle();
  expect([a.opened.toSorted(), b.opened.toSorted()]).toEqual([
    ["chat", "game"],
    ["chat", "game"],
  ]);
});
