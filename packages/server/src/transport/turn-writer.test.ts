import { Socket } from "node:net";
import { PassThrough } from "node:stream";

import { expect, test, vi } from "vitest";

import { framesOf } from "../../fixtures/raw-client.ts";
import { encodeTextFrame } from "./text-frame.ts";
import { TurnWriter, type Unsent } from "./turn-writer.ts";

interface Noted {
  readonly stream: Socket;
  readonly writes: Buffer[];
}

/** A socket that notes each of its writes; with `isSlow`, none is ever done. */
function noted({ isSlow = false } = {}): Noted {
  const writes: Buffer[] = [];
  class NotedSocket extends Socket {
    override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
      writes.push(chunk);
      if (!isSlow) done();
    }
  }
  return { stream: new NotedSocket(), writes };
}

function textsOf(bytes: Buffer): string[] {
  return framesOf(Buffer.concat([Buffer.from("\r\n\r\n"), bytes])).map(({ payload }) => payload.toString());
}

test("[TR8] frames are laid out in order in one write, whether they are text or bytes", () => {
  const { stream, writes } = noted();
  const unsent: Unsent[] = ["one", encodeTextFrame("two"), "ü".repeat(200), "", encodeTextFrame("three")];
  new TurnWriter().write(stream, unsent);
  expect(writes.map(textsOf)).toEqual([["one", "two", "ü".repeat(200), "", "three"]]);
});

test("[TR8] bytes that go out alone are not copied", () => {
  const { stream, writes } = noted();
  const bytes = encodeTextFrame("to everybody");
  new TurnWriter().write(stream, [bytes]);
  expect(writes[0]).toBe(bytes);
});

test("[TR8] what a slow client has not taken is not written over", () => {
  const writer = new TurnWriter();
  const slow = Array.from({ length: 40 }, () => noted({ isSlow: true }));
  const quick = noted();
  const said: string[] = [];
  for (const [index, { stream }] of slow.entries()) {
    const text = `${index} `.repeat(1 + index * 100);
    said.push(text);
    writer.write(stream, [text, "more"]);
    // what is longer than a slab, and what follows on a stream that waits already
    for (const one of [quick.stream, stream]) writer.write(one, ["x".repeat(index * 3000), "y"]);
  }
  // the first write of each slow stream is still what it was
  expect(slow.map(({ writes }) => writes.flatMap(textsOf))).toEqual(said.map((text) => [text, "more"]));
});

test("[TR2] what is used again for others is never what a stream of the program's own still has to read", () => {
  const writer = new TurnWriter();
  const [first, second] = [new PassThrough(), new PassThrough()];
  writer.write(first, ["for the first", "more"]);
  expect(first.writableLength).toBe(0);
  writer.write(second, ["for the second", "more"]);
  expect(textsOf(first.read())).toEqual(["for the first", "more"]);
});

test("[TR8] whoever holds back is asked at the end of the turn, once, and again in another turn", async () => {
  const writer = new TurnWriter();
  let flushed = 0;
  const holding = { flush: () => flushed++ };
  writer.hold(holding);
  expect(flushed).toBe(0);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(flushed).toBe(1);
  writer.hold(holding);
  await new Promise((resolve) => setImmediate(resolve));
  expect(flushed).toBe(2);
});

test("[TR8] what lines up behind a slow client's bytes holds no more memory than it is long", () => {
  const { stream } = noted({ isSlow: true });
  const write = vi.spyOn(stream, "write");
  const writer = new TurnWriter();
  for (const text of ["first", "second"]) writer.write(stream, [text, "more"]);
  const chunks = write.mock.calls.map(([chunk]) => chunk as Buffer);
  expect(chunks.map(({ length }) => length)).toEqual([13, 14]);
  expect(chunks[1]?.buffer.byteLength).toBe(14);
});
