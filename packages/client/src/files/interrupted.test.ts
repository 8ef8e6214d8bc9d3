import { expect, test } from "vitest";

import { asFile, FakeFile, someBytes } from "../fakes/fake-file.ts";
import { fileLink, halfwayFile, offeredFile } from "../fakes/file-link.ts";

function meshError(code: string, detail?: string): unknown {
  return expect.objectContaining({
    name: "MeshError",
    code,
    peerId: expect.stringMatching(/^[AB]$/u),
    ...(detail !== undefined && { message: expect.stringContaining(`: ${detail}`) }),
  });
}

test.for<[reason: string | undefined, detail: string]>([
  ["no space left", "The other side has refused the file: no space left"],
  [undefined, "The other side has refused the file"],
])("a refusal because of %j is told to the sender", async ([reason, message]) => {
  const { pair, a, b, file, transfer, incoming } = await offeredFile(10);
  incoming.refuse(reason);
  expect(incoming.state).toBe("refused");
  await expect(incoming.accept()).rejects.toEqual(meshError("file_refused"));
  await pair.settle();
  expect(transfer.state).toBe("refused");
  await expect(transfer.done).rejects.toEqual(expect.objectContaining({ code: "file_refused", peerId: "B", message }));
  expect(file.reads).toEqual([]);
  expect([a.channel.readyState, b.channel.readyState]).toEqual(["closed", "closed"]);
});

test("to cancel what is only offered is to refuse it", async () => {
  const { pair, transfer, incoming } = await offeredFile(10);
  incoming.cancel();
  await pair.settle();
  expect([incoming.state, transfer.state]).toEqual(["refused", "refused"]);
});

test("the sender takes its offer back", async () => {
  const { pair, a, b, transfer, incoming } = await offeredFile(10);
  const ends: string[] = [];
  incoming.on("end", ({ state }) => ends.push(state));
  transfer.cancel();
  transfer.cancel();
  await pair.settle();
  expect(ends).toEqual(["cancelled"]);
  await expect(transfer.done).rejects.toEqual(meshError("file_cancelled"));
  await expect(incoming.accept()).rejects.toEqual(meshError("file_cancelled", "by the other side"));
  expect([a.channel.readyState, b.channel.readyState]).toEqual(["closed", "closed"]);
});

test("the sender cancels midway: no further bytes, and both ends say so", async () => {
  const { pair, a, b, transfer, accepted, incoming } = await halfwayFile();
  transfer.cancel();
  expect(transfer.state).toBe("cancelled");
  await pair.settle();
  expect(a.channel.said.at(-1)).toBe('{"event":"cancelled"}');
  await expect(transfer.done).rejects.toEqual(meshError("file_cancelled"));
  await expect(accepted).rejects.toEqual(meshError("file_cancelled", "by the other side"));
  expect([incoming.state, a.channel.readyState, b.channel.readyState]).toEqual(["cancelled", "closed", "closed"]);
});

test("the receiver cancels midway: no further bytes, and both ends say so", async () => {
  const { pair, a, b, transfer, accepted, incoming } = await halfwayFile();
  const had = incoming.received;
  incoming.cancel();
  incoming.cancel();
  await pair.settle();
  expect(incoming).toMatchObject({ state: "cancelled", received: had });
  await expect(accepted).rejects.toEqual(meshError("file_cancelled"));
  await expect(transfer.done).rejects.toEqual(meshError("file_cancelled", "by the other side"));
  expect([transfer.state, a.channel.readyState, b.channel.readyState]).toEqual(["cancelled", "closed", "closed"]);
});

test("the last word arrives though the browser throws away what a closing channel has buffered", async () => {
  const { pair, a, b, transfer, incoming, accepted } = await halfwayFile();
  a.channel.dropsOnClose = true;
  b.channel.dropsOnClose = true;
  transfer.cancel();
  await pair.settle();
  expect(incoming.state).toBe("cancelled");
  await expect(accepted).rejects.toEqual(meshError("file_cancelled"));
});

test("an abort signal cancels, and its reason is the cause", async () => {
  const { pair, a, abort, transfer, incoming } = await offeredFile(10);
  abort.abort("changed my mind");
  await expect(transfer.done).rejects.toEqual(
    expect.objectContaining({ code: "file_cancelled", cause: "changed my mind" }),
  );
  const early = a.files.send(asFile(new FakeFile(someBytes(1))), { signal: abort.signal });
  const ends: string[] = [];
  early.on("end", ({ state }) => ends.push(state));
  await pair.settle();
  expect([ends, incoming.state]).toEqual([["cancelled"], "cancelled"]);
});

test("an abort signal that comes after the end changes nothing", async () => {
  const { pair, abort, transfer, incoming } = await offeredFile(10);
  void incoming.accept();
  await pair.settle();
  abort.abort();
  expect(transfer.state).toBe("done");
});

test("cancelling before the channel is open leaves nothing behind", async () => {
  const { pair, a, b } = await fileLink();
  const transfer = a.files.send(asFile(new FakeFile(someBytes(1))));
  transfer.cancel();
  await pair.settle();
  expect([transfer.state, a.channel.readyState]).toEqual(["cancelled", "closed"]);
  expect([b.offered, b.errors]).toEqual([[], []]);
});

test.for(["a", "b"] as const)("the link breaks midway: both ends are told, %s by its own close", async (who) => {
  const { pair, a, b, transfer, incoming, accepted } = await halfwayFile();
  const [near] = [{ a, b }[who]];
  near.files.close();
  near.fake.close();
  await pair.settle();
  expect([transfer.state, incoming.state]).toEqual(["failed", "failed"]);
  await expect(transfer.done).rejects.toEqual(meshError("link_lost"));
  await expect(accepted).rejects.toEqual(meshError("link_lost"));
});

test("the link breaks while a file waits: it cannot be accepted any more", async () => {
  const { pair, b, a, transfer, incoming } = await offeredFile(10);
  for (const { files, fake } of [a, b]) {
    files.close();
    fake.close();
  }
  await pair.settle();
  await expect(incoming.accept()).rejects.toEqual(meshError("link_lost"));
  await expect(transfer.done).rejects.toEqual(meshError("link_lost"));
});

test("a channel that is closing when the next piece is due is a lost link, not a broken file", async () => {
  const { pair, a, b, transfer, incoming } = await offeredFile(10);
  incoming.accept().catch(() => {});
  b.channel.release();
  a.channel.readyState = "closing";
  await pair.settle();
  await expect(transfer.done).rejects.toEqual(meshError("link_lost"));
});

test("a file that was changed since it was chosen is broken for both", async () => {
  const { pair, a, b, file, transfer, incoming } = await offeredFile(10);
  file.refusal = new DOMException("changed", "NotReadableError");
  const accepted = incoming.accept();
  accepted.catch(() => {});
  await pair.settle();
  await expect(transfer.done).rejects.toEqual(expect.objectContaining({ code: "file_broken", cause: file.refusal }));
  await expect(accepted).rejects.toEqual(meshError("file_broken", "says the other side"));
  expect([a.channel.readyState, b.channel.readyState]).toEqual(["closed", "closed"]);
});

test("an error names the peer by the id that it has by then", async () => {
  const { a, transfer } = await offeredFile(10);
  a.remote.peerId = "B2";
  transfer.cancel();
  await expect(transfer.done).rejects.toEqual(expect.objectContaining({ peerId: "B2" }));
});
