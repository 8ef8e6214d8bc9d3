import { expect, test } from "vitest";

import type { FakeDataChannel } from "../fakes/fake-data-channel.ts";
import { asFile, FakeFile, someBytes } from "../fakes/fake-file.ts";
import { fileLink } from "../fakes/file-link.ts";
import { Crc32 } from "./crc32.ts";

function header(size: number, name = "x"): string {
  return JSON.stringify({ event: "file", name, type: "text/html", size });
}

function ending(bytes: Uint8Array): string {
  const crc = new Crc32();
  crc.add(bytes);
  return JSON.stringify({ event: "end", crc32: crc.value });
}

/** B is offered a file by a program that is not to be trusted, which says what the test makes it say. */
async function hostileSender(size: number) {
  const link = await fileLink();
  const channel = link.a.open();
  await link.pair.settle();
  channel.send(header(size));
  await link.pair.settle();
  return { ...link, channel, incoming: link.b.only };
}

/** A offers a file to a program that is not to be trusted. */
async function hostileReceiver(size: number) {
  const link = await fileLink();
  // who takes the channel first is who listens
  link.b.files.receive = () => {};
  const file = new FakeFile(someBytes(size));
  const transfer = link.a.files.send(asFile(file));
  await link.pair.settle();
  return { ...link, file, transfer, channel: link.b.channel };
}

async function broken(promise: Promise<unknown>): Promise<string> {
  const [result] = await Promise.allSettled([promise]);
  if (result.status === "fulfilled") throw new Error("it is whole");
  expect(result.reason).toMatchObject({ name: "MeshError", code: "file_broken" });
  return (result.reason as Error).message;
}

test.for<[first: string | ArrayBuffer]>([
  ["nonsense"],
  [""],
  ["{}"],
  [new ArrayBuffer(10)],
  ['{"event":"accept"}'],
  [header(-1)],
  [header(Number.MAX_VALUE)],
  [header(5, "x".repeat(5000))],
])("a first word that is no header, %j, is told as bad_message and closes that channel alone", async ([first]) => {
  const { pair, a, b } = await fileLink();
  const channel = a.open();
  await pair.settle();
  channel.send(first);
  channel.send(header(5));
  await pair.settle();
  expect(b.offered).toEqual([]);
  expect(b.errors).toEqual([expect.objectContaining({ name: "MeshError", code: "bad_message", peerId: "A" })]);
  expect(channel.readyState).toBe("closed");
  a.files.send(asFile(new FakeFile(someBytes(1))));
  await pair.settle();
  expect(b.offered).toHaveLength(1);
});

test("a name with folders and a type that runs as a page are made harmless before anybody sees them", async () => {
  const { pair, a, b } = await fileLink();
  const channel = a.open();
  await pair.settle();
  channel.send(header(0, "../../.bashrc\n"));
  await pair.settle();
  expect(b.only).toMatchObject({ name: ".._.._.bashrc_", type: "application/octet-stream" });
});

test.for<[what: string, say: (channel: FakeDataChannel) => void]>([
  ["bytes before they were asked for", (channel) => channel.send(new ArrayBuffer(1))],
  ["an end before it was asked for", (channel) => channel.send(ending(new Uint8Array()))],
  ["a second header", (channel) => channel.send(header(5))],
  ["a word of the receiver's", (channel) => channel.send('{"event":"accept"}')],
  ["nonsense", (channel) => channel.send("nonsense")],
])("%s: the offer is void", async ([, say]) => {
  const { pair, b, channel, incoming } = await hostileSender(5);
  say(channel);
  await pair.settle();
  expect(incoming.state).toBe("failed");
  await broken(incoming.accept());
  expect(b.channel.said).toEqual(['{"event":"broken"}']);
});

test.for<[what: string, pieces: number[]]>([
  ["more than was announced, in one piece", [6]],
  ["more than was announced, in the end", [4, 2]],
  ["an empty piece", [0]],
  ["an empty piece after the last", [5, 0]],
])("%s is not kept, and breaks the file", async ([, pieces]) => {
  const { pair, channel, incoming } = await hostileSender(5);
  const accepted = incoming.accept();
  accepted.catch(() => {});
  await pair.settle();
  for (const piece of pieces) channel.send(new ArrayBuffer(piece));
  await pair.settle();
  expect(incoming.received).toBeLessThanOrEqual(5);
  expect(await broken(accepted)).toContain("bytes that were not asked for");
});

test("an announced size costs nothing until bytes come", async () => {
  const { incoming } = await hostileSender(Number.MAX_SAFE_INTEGER);
  incoming.accept().catch(() => {});
  expect(incoming.state).toBe("receiving");
  incoming.cancel();
});

test.for<[what: string, sent: number[], crcOf: number[]]>([
  ["too short", [1, 2, 3, 4], [1, 2, 3, 4]],
  ["of other bytes", [1, 2, 3, 4, 5], [1, 2, 3, 5, 4]],
])("a file %s does not arrive", async ([, sent, crcOf]) => {
  const { pair, channel, incoming } = await hostileSender(5);
  const accepted = incoming.accept();
  accepted.catch(() => {});
  await pair.settle();
  channel.send(new Uint8Array(sent));
  channel.send(ending(new Uint8Array(crcOf)));
  await pair.settle();
  expect(await broken(accepted)).toContain("it is not what was sent");
});

test("a file in pieces of one byte arrives, in no more memory than any other", async () => {
  const { pair, channel, incoming } = await hostileSender(1000);
  const accepted = incoming.accept();
  await pair.settle();
  const bytes = someBytes(1000);
  for (const byte of bytes) channel.send(new Uint8Array([byte]));
  channel.send(ending(bytes));
  await pair.settle();
  expect(new Uint8Array(await (await accepted).arrayBuffer())).toEqual(bytes);
});

test("what comes after the end of a transfer is not heard", async () => {
  const { pair, channel, incoming } = await hostileSender(5);
  incoming.refuse();
  channel.send(new ArrayBuffer(5));
  channel.send('{"event":"cancelled"}');
  await pair.settle();
  expect(incoming).toMatchObject({ state: "refused", received: 0 });
});

const TURNED_AWAY = '{"event":"refused","reason":"too many files are waiting"}';

test("of a thousand files that nobody has accepted 64 wait, and the others are turned away", async () => {
  const { pair, a, b } = await fileLink();
  const channels = Array.from({ length: 1000 }, () => a.open());
  await pair.settle();
  for (const channel of channels) channel.send(header(5));
  await pair.settle();
  expect(b.offered).toHaveLength(64);
  expect(b.errors).toEqual([]);
  expect(channels.map(({ other }) => other?.said)).toEqual([
    ...Array.from({ length: 64 }, () => []),
    ...Array.from({ length: 936 }, () => [TURNED_AWAY]),
  ]);
  // those that are refused, but whose channel the other side keeps open, still count
  for (const incoming of b.offered.slice(0, 2)) incoming.refuse();
  void b.offered[2]?.accept().catch(() => {});
  channels[0]?.close();
  await pair.settle();
  const later = [1, 2, 3].map(() => a.open());
  await pair.settle();
  expect(later.map(({ other }) => other?.said)).toEqual([[], [], [TURNED_AWAY]]);
});

test("channels on which nothing is said count too, until they are closed", async () => {
  const { pair, a } = await fileLink();
  const silent = Array.from({ length: 64 }, () => a.open());
  await pair.settle();
  const one = a.open();
  await pair.settle();
  expect(one.other?.said).toEqual([TURNED_AWAY]);
  silent[0]?.close();
  await pair.settle();
  const other = a.open();
  await pair.settle();
  expect(other.other?.said).toEqual([]);
});

test("an honest sender that is turned away is told why", async () => {
  const { pair, a } = await fileLink();
  for (let count = 0; count < 64; count += 1) a.open();
  await pair.settle();
  const transfer = a.files.send(asFile(new FakeFile(someBytes(1))));
  await pair.settle();
  await expect(transfer.done).rejects.toMatchObject({
    code: "file_refused",
    message: "The other side has refused the file: too many files are waiting",
  });
  expect(a.channels.at(-1)?.readyState).toBe("closed");
});

test.for<[what: string, words: (string | ArrayBuffer)[]]>([
  ["bytes", [new ArrayBuffer(1)]],
  ["nonsense", ["nonsense"]],
  ["a word of the sender's", [ending(new Uint8Array())]],
  ["received before it was sent", ['{"event":"received"}']],
  ["progress before it was accepted", ['{"event":"progress","received":1}']],
  ["more progress than there is", ['{"event":"accept"}', '{"event":"progress","received":400001}']],
  [
    "progress backwards",
    ['{"event":"accept"}', '{"event":"progress","received":5}', '{"event":"progress","received":4}'],
  ],
  ["received before all was sent", ['{"event":"accept"}', '{"event":"received"}']],
  ["a second accept", ['{"event":"accept"}', '{"event":"accept"}']],
  ["a refusal after accepting", ['{"event":"accept"}', '{"event":"refused","reason":""}']],
])("a receiver that says %s ends the transfer", async ([, words]) => {
  const { pair, transfer, channel, a } = await hostileReceiver(400_000);
  for (const word of words) channel.send(word);
  await pair.settle();
  expect(transfer.state).toBe("failed");
  await broken(transfer.done);
  expect(a.channel.said.at(-1)).toBe('{"event":"broken"}');
});

test("a receiver that closes without a word has lost the link", async () => {
  const { pair, transfer, channel } = await hostileReceiver(5);
  channel.send('{"event":"accept"}');
  channel.close();
  await pair.settle();
  await expect(transfer.done).rejects.toMatchObject({ code: "link_lost" });
});

test("a receiver whose transport takes no message longer than nothing gets the file all the same", async () => {
  const { pair, transfer, channel, a } = await hostileReceiver(20_000);
  Object.defineProperty(a.fake, "sctp", { value: { maxMessageSize: 0 } });
  channel.send('{"event":"accept"}');
  await pair.settle();
  expect(transfer.state).toBe("sending");
  expect(a.channel.said.slice(1, 3)).toEqual([16_384, 3616]);
});
