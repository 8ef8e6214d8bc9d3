import { expect, test } from "vitest";

import { Call, type Caller } from "../fakes/call.ts";
import { asFile, FakeFile, someBytes } from "../fakes/fake-file.ts";
import type { Link } from "../mesh/link.ts";
import { createFiles, type Files } from "./files.ts";

/** Peers in a call; those with files take what comes and keep it. */
async function peers(...names: string[]) {
  const call = new Call();
  const callers = names.map((name) => call.caller(name));
  for (const [index, { seat }] of callers.entries()) call.room.join(names[index]?.toUpperCase() ?? "", seat);
  return { call, callers };
}

function linkOf({ mesh }: Caller, peerId: string): Link {
  const link = mesh.links.get(peerId);
  if (link === undefined) throw new Error(`no link to ${peerId}`);
  return link;
}

/** Accepts every file, and keeps how it came out. */
function takeAll(files: Files): string[] {
  const taken: string[] = [];
  files.on("file", ({ peerId, file }) => {
    void file.accept().then(
      (whole) => taken.push(`${peerId} ${file.name} ${whole.size}`),
      (error: { code: string }) => taken.push(`${peerId} ${file.name} ${error.code}`),
    );
  });
  return taken;
}

function file(size: number, name: string): ReturnType<typeof asFile> {
  return asFile(new FakeFile(someBytes(size), { name }));
}

test("a file goes to the peer it is for, whoever made the link, and both ways at once", async () => {
  const { call, callers } = await peers("a", "b", "c");
  const files = callers.map(({ mesh }) => createFiles(mesh));
  const taken = files.map((one) => takeAll(one));
  await call.settle();
  const [a, b] = callers;
  if (a === undefined || b === undefined) throw new Error("nobody");
  const sent = [
    files[0]?.send(linkOf(a, "B"), file(50_000, "from a")),
    files[1]?.send(linkOf(b, "A"), file(100, "from b")),
  ];
  await call.settle();
  await Promise.all(sent.map((transfer) => transfer?.done));
  expect(taken).toEqual([["B from b 100"], ["A from a 50000"], []]);
});

test("a client without files, or without anybody who listens for them, refuses", async () => {
  const { call, callers } = await peers("a", "b", "c");
  const [a, , c] = callers;
  if (a === undefined || c === undefined) throw new Error("nobody");
  const files = createFiles(a.mesh);
  createFiles(c.mesh);
  await call.settle();
  const transfers = ["B", "C"].map((peerId) => files.send(linkOf(a, peerId), file(1, "x")));
  await call.settle();
  expect(transfers.map(({ state }) => state)).toEqual(["refused", "refused"]);
  await expect(transfers[0]?.done).rejects.toMatchObject({ code: "file_refused", peerId: "B" });
});

test("what is under way ends with its link, with the files, or at once if the link has ended already", async () => {
  const { call, callers } = await peers("a", "b");
  const [a, b] = callers;
  if (a === undefined || b === undefined) throw new Error("nobody");
  const files = createFiles(a.mesh);
  createFiles(b.mesh).on("file", () => {});
  await call.settle();
  const link = linkOf(a, "B");
  const first = files.send(link, file(1, "x"));
  await call.settle();
  expect(first.state).toBe("waiting");
  call.room.leave("B");
  expect(first.state).toBe("failed");
  await expect(first.done).rejects.toMatchObject({ code: "link_lost" });
  await expect(files.send(link, file(1, "y")).done).rejects.toMatchObject({ name: "MeshError" });
  files.close();
  files.close();
});

test("nonsense on a file's channel is told, and the link goes on", async () => {
  const { call, callers } = await peers("a", "b");
  const [a, b] = callers;
  if (a === undefined || b === undefined) throw new Error("nobody");
  const files = createFiles(b.mesh);
  const errors: unknown[] = [];
  files.on("error", (error) => errors.push(error));
  await call.settle();
  const channel = a.made[0]?.createDataChannel("parlor.file", { protocol: "parlor" });
  await call.settle();
  channel?.send("nonsense");
  await call.settle();
  expect(errors).toEqual([expect.objectContaining({ code: "bad_message", peerId: "A" })]);
  expect(b.mesh.links.size).toBe(1);
});
