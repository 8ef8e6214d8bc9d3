import { Writable } from "node:stream";

import { expect, test } from "vitest";

import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { testServer } from "../testing/index.ts";
import { WriteGatherer } from "./write-gatherer.ts";

/** A stream that notes what each of its system calls would have carried. */
function noted(): { readonly stream: Writable; readonly calls: string[] } {
  const calls: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      calls.push(chunk.toString());
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.map(({ chunk }) => String(chunk)).join(""));
      done();
    },
  });
  return { stream, calls };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("[TR8] what is written to a socket within one turn leaves together and in order", async () => {
  const gatherer = new WriteGatherer();
  const [a, b] = [noted(), noted()];
  for (const { stream } of [a, b, a]) {
    gatherer.write(stream, () => stream.write("1"));
    gatherer.write(stream, () => stream.write("2"));
  }
  expect([a.calls, b.calls]).toEqual([[], []]);
  await turn();
  expect([a.calls, b.calls]).toEqual([["1212"], ["12"]]);
  gatherer.write(a.stream, () => a.stream.write("3"));
  await turn();
  expect(a.calls).toEqual(["1212", "3"]);
});

test("[TR8] what is a lot leaves at once, and an end waits for nothing", async () => {
  const gatherer = new WriteGatherer();
  const { stream, calls } = noted();
  gatherer.write(stream, () => stream.write("x".repeat(70_000)));
  expect(calls.join("")).toHaveLength(70_000);
  gatherer.write(stream, () => stream.write("last"));
  stream.end();
  expect(calls.at(-1)).toBe("last");
  await turn();
});

test("[TR8] a burst to a client that reads is no slow reader", async () => {
  await using server = await testServer(
    { peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }], maxOutboundBytes: 300_000 },
    "ws",
  );
  const client = await server.join("/socket/room");
  const handle = server.parlor.peers.get(client.id);
  for (let count = 0; count < 20; count++) handle?.send("burst", "x".repeat(60_000));
  for (let count = 0; count < 20; count++) await client.expect("burst");
});
