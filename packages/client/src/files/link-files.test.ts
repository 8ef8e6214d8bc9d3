import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { asPeerConnection } from "../fakes/as-peer-connection.ts";
import { asFile, consistsOf, FakeFile, someBytes } from "../fakes/fake-file.ts";
import { allPromises, FakePair } from "../fakes/fake-pair.ts";
import { fileLink, offeredFile } from "../fakes/file-link.ts";
import { LinkFiles } from "./link-files.ts";

const KIB = 1024;

beforeEach(() => {
  // progress is told by the clock; it stands still unless a test says otherwise
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function meshError(code: string, detail?: string): unknown {
  return expect.objectContaining({
    name: "MeshError",
    code,
    peerId: expect.stringMatching(/^[AB]$/u),
    ...(detail !== undefined && { message: expect.stringContaining(`: ${detail}`) }),
  });
}

test.for([0, 1, 16 * KIB, 16 * KIB + 1, 1100 * KIB + 7])("%i bytes arrive as they were", async (size) => {
  const { pair, a, b } = await fileLink();
  const bytes = someBytes(size);
  const transfer = a.files.send(asFile(new FakeFile(bytes, { name: "photo.png", type: "image/png" })));
  await pair.settle();
  const incoming = b.only;
  expect(incoming).toMatchObject({ name: "photo.png", type: "image/png", size, received: 0, state: "waiting" });
  const accepted = incoming.accept();
  expect(incoming.state).toBe("receiving");
  await pair.settle();
  await transfer.done;
  expect(transfer).toMatchObject({ state: "done", size, sent: size, fraction: 1 });
  expect(incoming).toMatchObject({ state: "done", received: size, fraction: 1 });
  const file = await accepted;
  expect([file.name, file.type]).toEqual(["photo.png", "image/png"]);
  expect(await consistsOf(file, bytes)).toBe(true);
  expect([a.channel.readyState, b.channel.readyState]).toEqual(["closed", "closed"]);
  expect([...a.errors, ...b.errors]).toEqual([]);
});

test("a real File and a Blob without a name arrive too, in either direction", async () => {
  const { pair, a, b } = await fileLink();
  const transfers = [b.files.send(new File(["text"], "a/b.txt")), b.files.send(new Blob(["blob"]))];
  await pair.settle();
  const accepted = Promise.all(a.offered.map((incoming) => incoming.accept()));
  // real Blobs are read in their own time
  for (let turns = 0; turns < 100 && transfers.some(({ state }) => state !== "done"); turns += 1) {
    await new Blob(["turn"]).text();
    await pair.settle();
  }
  const files = await accepted;
  expect(files.map(({ name }) => name)).toEqual(["a_b.txt", "file"]);
  expect(await Promise.all(files.map(async (file) => file.text()))).toEqual(["text", "blob"]);
  await Promise.all(transfers.map(async ({ done }) => done));
});

test("nothing but name, type and size goes out before the file is accepted, and nothing of it is read", async () => {
  const { pair, a, b, file, transfer, incoming } = await offeredFile(10);
  expect(a.channel.said).toEqual(['{"event":"file","name":"file","type":"application/octet-stream","size":10}']);
  expect(file.reads).toEqual([]);
  expect([transfer.state, transfer.fraction]).toEqual(["waiting", 0]);
  expect(b.channel.said).toEqual([]);
  void incoming.accept();
  void incoming.accept();
  await pair.settle();
  expect(b.channel.said).toEqual(['{"event":"accept"}', '{"event":"progress","received":10}', '{"event":"received"}']);
  expect(a.channel.said.slice(1)).toEqual([10, expect.stringMatching(/^\{"event":"end","crc32":\d+\}$/u)]);
});

test("a file is read a mebibyte at a time, and no faster than it goes out", async () => {
  const { pair, a, b, file, transfer, incoming } = await offeredFile(2500 * KIB);
  void incoming.accept();
  b.channel.release();
  await allPromises();
  expect(a.channel.bufferedAmount).toBe((256 + 16) * KIB);
  expect(file.reads).toEqual(["0-1048576"]);
  for (let pieces = 0; pieces < 200 && transfer.state === "sending"; pieces += 1) {
    expect(a.channel.bufferedAmount).toBeLessThanOrEqual((256 + 16) * KIB);
    for (const { channel } of [a, b]) channel.release(1);
    await allPromises();
  }
  await pair.settle();
  expect(transfer.state).toBe("done");
  expect(file.reads).toEqual(["0-1048576", "1048576-2097152", "2097152-3145728"]);
});

test("the pieces are no longer than the other side takes", async () => {
  const { pair, a, incoming } = await offeredFile(2500);
  vi.spyOn(a.fake, "sctp", "get").mockReturnValue({ maxMessageSize: 1000 });
  const accepted = incoming.accept();
  await pair.settle();
  expect(a.channel.said.slice(1, 4)).toEqual([1000, 1000, 500]);
  expect((await accepted).size).toBe(2500);
});

test("progress is told ten times a second at most, and when the last byte is there", async () => {
  const { pair, a, b, transfer, incoming } = await offeredFile(64 * KIB);
  const told: string[] = [];
  transfer.on("progress", ({ sent }) => told.push(`sent ${sent / KIB}`));
  incoming.on("progress", ({ received }) => told.push(`received ${received / KIB}`));
  for (const one of [transfer, incoming]) one.on("end", ({ state }) => told.push(state));
  void incoming.accept();
  b.channel.release();
  for (const milliseconds of [0, 99, 1]) {
    vi.advanceTimersByTime(milliseconds);
    await allPromises();
    a.channel.release(1);
    b.channel.release();
  }
  expect(told).toEqual(["received 16", "sent 16", "received 48", "sent 48"]);
  await pair.settle();
  expect(told.slice(4)).toEqual(["received 64", "done", "sent 64", "done"]);
});

test("what arrives in one piece is told once, and an empty file only ends", async () => {
  for (const size of [10, 0]) {
    const { pair, transfer, incoming } = await offeredFile(size);
    const told: string[] = [];
    for (const one of [transfer, incoming]) one.on("progress", ({ fraction }) => told.push(`${fraction}`));
    void incoming.accept();
    await pair.settle();
    expect([transfer.state, incoming.fraction]).toEqual(["done", 1]);
    expect(told).toEqual(size === 0 ? [] : ["1", "1"]);
  }
});

test("who has heard enough hears nothing more", async () => {
  const { pair, transfer, incoming } = await offeredFile(64 * KIB);
  const told: string[] = [];
  transfer.on("end", () => told.push("end"))();
  void incoming.accept();
  await pair.settle();
  expect(transfer.state).toBe("done");
  expect(told).toEqual([]);
});

test("several files at once, in both directions, each arrives whole", async () => {
  const { pair, a, b } = await fileLink();
  const sizes = [0, 70_000, 300_000];
  const transfers = [a, b].flatMap(({ files }) =>
    sizes.map((size) => files.send(asFile(new FakeFile(someBytes(size))))),
  );
  await pair.settle();
  const accepted = [b, a].flatMap(({ offered }) => offered.map((incoming) => incoming.accept()));
  await pair.settle();
  await Promise.all(transfers.map(async ({ done }) => done));
  for (const [index, file] of (await Promise.all(accepted)).entries()) {
    expect(await consistsOf(file, someBytes(sizes[index % 3] ?? -1))).toBe(true);
  }
});

test("a client without data channels is not asked to negotiate: the transfer ends at once", async () => {
  const pair = new FakePair();
  const files = new LinkFiles(asPeerConnection(pair.b), { remote: { peerId: "A" }, file: vi.fn(), failed: vi.fn() });
  await pair.negotiate();
  const asked = vi.fn<() => void>();
  pair.b.addEventListener("negotiationneeded", asked);
  const transfer = files.send(asFile(new FakeFile(someBytes(1))));
  const ends: string[] = [];
  transfer.on("end", ({ state }) => ends.push(state));
  await pair.settle();
  expect(ends).toEqual(["failed"]);
  await expect(transfer.done).rejects.toEqual(meshError("no_channel"));
  expect(asked).not.toHaveBeenCalled();
});

test("a file sent before the link stands waits for it", async () => {
  const pair = new FakePair();
  const files = new LinkFiles(asPeerConnection(pair.a), { remote: { peerId: "B" }, file: vi.fn(), failed: vi.fn() });
  const transfer = files.send(asFile(new FakeFile(someBytes(1))));
  await pair.negotiate();
  await pair.settle();
  expect(transfer.state).toBe("waiting");
  expect(pair.b.data.channels.map(({ label }) => label)).toEqual(["parlor.file"]);
});

test.for(["files", "peer connection"])("nothing can be sent once the %s is closed", async (closed) => {
  const { a } = await fileLink();
  if (closed === "files") a.files.close();
  else a.fake.close();
  const transfer = a.files.send(asFile(new FakeFile(someBytes(1))));
  await expect(transfer.done).rejects.toEqual(meshError("no_channel"));
  expect(transfer.state).toBe("failed");
});
