import { expect, test } from "vitest";

import { asPeerConnection } from "../fakes/as-peer-connection.ts";
import { asDataChannel, FakeDataChannel } from "../fakes/fake-data-channel.ts";
import { ChannelWriter, type Sendable } from "./channel-writer.ts";

const KIB = 1024;

/** A writer on an open channel, and the other end of it. */
function openWriter(sctp: unknown = { maxMessageSize: 256 * KIB }) {
  const [channel, other] = FakeDataChannel.pair("chat");
  const remote = { peerId: "B" };
  const writer = new ChannelWriter(asDataChannel(channel), asPeerConnection({ sctp }), remote);
  channel.open();
  other.open();
  return { channel, other, writer, remote };
}

async function settled(promise: Promise<void>): Promise<string> {
  const [{ status }] = await Promise.allSettled([promise]);
  return status;
}

/** What the promise is by now. */
async function now(promise: Promise<void>): Promise<string> {
  return Promise.race([settled(promise), Promise.resolve().then(async () => Promise.resolve("pending"))]);
}

function mesh(code: string, message: string): unknown {
  return expect.objectContaining({ name: "MeshError", code, peerId: "B", message });
}

test("strings, ArrayBuffers and views are sent as they are", () => {
  const { channel, writer } = openWriter();
  const bytes = new Uint8Array([1, 2, 3, 4]);
  for (const data of ["é", "", bytes.buffer, bytes.subarray(1, 3), new DataView(bytes.buffer)]) void writer.send(data);
  expect(channel.said).toEqual(["é", "", 4, 2, 4]);
});

test("more may be sent at once until 256 KiB wait, and then when only 64 KiB do", async () => {
  const { channel, writer } = openWriter();
  const sent = Array.from({ length: 6 }, () => writer.send(new ArrayBuffer(64 * KIB)));
  expect(await Promise.all(sent.map(now))).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "pending",
    "pending",
  ]);
  channel.release(4);
  expect(await Promise.all(sent.slice(4).map(now))).toEqual(["pending", "pending"]);
  channel.release(1);
  expect(await Promise.all(sent.slice(4).map(now))).toEqual(["fulfilled", "fulfilled"]);
  expect(await now(writer.send("more"))).toBe("fulfilled");
});

test("whoever waits is told when the link ends, by either side", async () => {
  const { channel, writer } = openWriter();
  const waits = [1, 2].map(() => writer.send(new ArrayBuffer(256 * KIB)));
  channel.lose();
  await expect(waits[1]).rejects.toEqual(mesh("link_lost", "The link to the peer has ended: chat"));
  expect(() => writer.send("x")).toThrow(mesh("no_channel", "There is no open data channel of that label: chat"));
  const other = openWriter();
  const wait = [1, 2].map(() => other.writer.send(new ArrayBuffer(256 * KIB)))[1];
  other.writer.end();
  await expect(wait).rejects.toEqual(mesh("link_lost", "The link to the peer has ended: chat"));
});

test("nobody has to wait: a wait that ends badly is no unhandled rejection", async () => {
  const { channel, writer } = openWriter();
  for (let count = 0; count < 2; count += 1) void writer.send(new ArrayBuffer(256 * KIB));
  channel.lose();
  // such a rejection is told once all promises have run; the test run would end with it
  await new Blob(["a turn of the event loop"]).text();
  expect(writer.isOpen).toBe(false);
});

test("an error names the peer by the id that it has by then", () => {
  const { channel, writer, remote } = openWriter();
  channel.close();
  remote.peerId = "B2";
  expect(() => writer.send("x")).toThrow(expect.objectContaining({ code: "no_channel", peerId: "B2" }));
});

test("nothing is sent on a channel that is not open yet, or not any more", () => {
  const [channel] = FakeDataChannel.pair("chat");
  const writer = new ChannelWriter(asDataChannel(channel), asPeerConnection({ sctp: null }), { peerId: "B" });
  expect(writer.isOpen).toBe(false);
  expect(() => writer.send("x")).toThrow(expect.objectContaining({ code: "no_channel" }));
  channel.open();
  expect(writer.isOpen).toBe(true);
  channel.close();
  expect(writer.isOpen).toBe(false);
  expect(() => writer.send("x")).toThrow(expect.objectContaining({ code: "no_channel" }));
});

test.for<[sctp: unknown, maxBytes: number]>([
  [{ maxMessageSize: 1000 }, 1000],
  [{ maxMessageSize: Infinity }, 8 * KIB * KIB],
  [{ maxMessageSize: 0 }, 64 * KIB],
  [null, 64 * KIB],
  [{}, 64 * KIB],
])("with the transport %j a message has at most %i bytes", ([sctp, maxBytes]) => {
  const { channel, writer } = openWriter(sctp);
  expect(() => writer.send(new ArrayBuffer(maxBytes + 1))).toThrow(expect.objectContaining({ code: "too_big" }));
  expect(() => writer.send(`é${"x".repeat(maxBytes - 1)}`)).toThrow(expect.objectContaining({ code: "too_big" }));
  expect(channel.said).toEqual([]);
  void writer.send(new ArrayBuffer(maxBytes));
  expect(channel.said).toEqual([maxBytes]);
});

test("who never waits is stopped when 8 MiB do", async () => {
  const { channel, writer } = openWriter();
  for (let count = 0; count < 32; count += 1) void writer.send(new ArrayBuffer(256 * KIB));
  expect(() => writer.send("x")).toThrow(mesh("too_big", "The data is too big: await the last send"));
  channel.release(1);
  expect(() => writer.send("x")).not.toThrow();
});

test("what is neither a string nor bytes is a bad option", () => {
  const { channel, writer } = openWriter();
  for (const data of [{}, 5, null, undefined, [1], new Blob([])]) {
    expect(() => writer.send(data as Sendable)).toThrow(expect.objectContaining({ code: "bad_option" }));
  }
  expect(channel.said).toEqual([]);
});

test("what the browser throws is the cause of an error of ours", () => {
  const { channel, writer } = openWriter();
  channel.refusal = new DOMException("network", "NetworkError");
  expect(() => writer.send("x")).toThrow(expect.objectContaining({ code: "no_channel", cause: channel.refusal }));
});
