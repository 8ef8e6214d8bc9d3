import { expect, test } from "vitest";

import { Call } from "../fakes/call.ts";

async function twoPeers() {
  const call = new Call();
  const [a, b] = [call.caller("a"), call.caller("b")];
  a.show("camA", "audio:a", "video:a");
  call.room.join("A", a.seat);
  call.room.join("B", b.seat);
  await call.settle();
  call.room.said.length = 0;
  b.told.length = 0;
  const sent = (): (string | null)[] =>
    a.made[0]?.getTransceivers().map(({ sender }) => sender.track?.id ?? null) ?? [];
  return { call, a, b, sent };
}

test("a track takes the place of another of its kind without a negotiation", async () => {
  const { call, a, sent } = await twoPeers();
  a.show("screen", "video:screen", "audio:a");
  await call.settle();
  expect(sent()).toEqual(["audio:a", "video:screen"]);
  expect(call.room.said).toEqual([]);
});

test("two streams in one turn: the second one counts", async () => {
  const { call, a, sent } = await twoPeers();
  a.show("one", "video:one");
  a.show("two", "video:two", "audio:two");
  await call.settle();
  expect(sent()).toEqual(["audio:two", "video:two"]);
  expect(a.errors).toEqual([]);
});

test("the same stream again, with a track more and another less", async () => {
  const { call, a, b, sent } = await twoPeers();
  a.show("camA", "audio:a", "audio:music");
  await call.settle();
  expect(sent()).toEqual(["audio:a", null, "audio:music"]);
  expect(b.told.toSorted()).toEqual(["stream A camA audio:a", "stream A camA audio:a,audio:music"]);
});

test("another stream is the same one to the others, with other tracks", async () => {
  const { call, a, b } = await twoPeers();
  a.show("other", "audio:a");
  await call.settle();
  a.show("third", "audio:a", "video:one", "video:two");
  await call.settle();
  expect(b.told).toEqual([
    "stream A camA audio:a",
    "stream A camA audio:a,video:one",
    "stream A camA audio:a,video:one,video:two",
  ]);
});

test("no stream takes all tracks away, and the session does not grow when they come back", async () => {
  const { call, a, b, sent } = await twoPeers();
  for (let count = 0; count < 3; count += 1) {
    a.show(null);
    await call.settle();
    expect(sent()).toEqual([null, null]);
    expect(b.told.at(-1)).toBe("stream A ends");
    a.show("camA", "audio:a", "video:a");
    await call.settle();
    expect(sent()).toEqual(["audio:a", "video:a"]);
    expect(b.told.at(-1)).toBe("stream A camA audio:a,video:a");
  }
  a.show("camA", "audio:a", "video:a", "video:second");
  await call.settle();
  expect(sent()).toEqual(["audio:a", "video:a", "video:second"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test("those who join later get the stream of now", async () => {
  const { call, a } = await twoPeers();
  a.show("camA", "audio:a", "video:screen");
  const c = call.caller("c");
  call.room.join("C", c.seat);
  await call.settle();
  expect(c.told.filter((line) => line.startsWith("stream A")).at(-1)).toBe("stream A camA audio:a,video:screen");
});

test("a track that the browser will not put in the place of another is an error of that link", async () => {
  const { call, a } = await twoPeers();
  const sender = a.made[0]?.getTransceivers()[1]?.sender;
  if (sender === undefined) throw new Error("no sender");
  sender.refusal = new DOMException("other codec", "InvalidModificationError");
  a.show("screen", "audio:a", "video:screen");
  await call.settle();
  expect(a.errors).toEqual([
    expect.objectContaining({ code: "negotiation_failed", peerId: "B", cause: sender.refusal }),
  ]);
});

test("a peer connection that somebody else has closed is an error of that link alone", async () => {
  const { call, a } = await twoPeers();
  const c = call.caller("c");
  call.room.join("C", c.seat);
  await call.settle();
  a.made[0]?.close();
  a.show("camA", "audio:a", "video:a", "video:screen");
  await call.settle();
  expect(a.errors).toEqual([expect.objectContaining({ code: "negotiation_failed", peerId: "B" })]);
  expect(c.told.at(-1)).toBe("stream A camA audio:a,video:a,video:screen");
});
