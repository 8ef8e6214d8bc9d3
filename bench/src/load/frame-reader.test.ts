import { describe, expect, it } from "vitest";

import { FrameReader } from "./frame-reader.ts";

const TEXT = 0x81;
const BINARY = 0x82;
const CLOSE = 0x88;
const PING = 0x89;

/** A frame as a server sends it, unmasked. */
function frame(kind: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([kind, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = kind;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** A reader that writes down what it tells, and reads each piece in the same buffer, as a client does. */
function reader(binary = false): { read: (...pieces: readonly Buffer[]) => void; told: string[] } {
  const told: string[] = [];
  const frames = new FrameReader(binary, {
    message: (bytes, start, end) => told.push(bytes.toString("latin1", start, end)),
    ping: (payload) => told.push(`ping ${payload.toString()}`),
    ended: (problem) => told.push(problem),
  });
  const shared = Buffer.alloc(200_000);
  const read = (...pieces: readonly Buffer[]): void => {
    for (const piece of pieces) {
      shared.fill(0xff);
      piece.copy(shared, 5);
      frames.read(shared, 5, 5 + piece.length);
    }
  };
  return { read, told };
}

describe("FrameReader", () => {
  it("tells the same however two reads split the frames", () => {
    const payloads = ["", "short", "x".repeat(126), "y".repeat(300)];
    const bytes = Buffer.concat(payloads.map((payload) => frame(TEXT, Buffer.from(payload))));
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { read, told } = reader();
      read(bytes.subarray(0, cut), bytes.subarray(cut));
      expect(told, `cut at ${cut}`).toEqual(payloads);
    }
  });

  it("tells the same when every byte comes alone", () => {
    const payloads = ["one", "z".repeat(200), "three"];
    const bytes = Buffer.concat(payloads.map((payload) => frame(TEXT, Buffer.from(payload))));
    const { read, told } = reader();
    read(...Array.from(bytes, (byte) => Buffer.from([byte])));
    expect(told).toEqual(payloads);
  });

  it("reads the longest length", () => {
    const { read, told } = reader();
    const bytes = frame(TEXT, Buffer.alloc(70_000, "a"));
    read(bytes.subarray(0, 7), bytes.subarray(7));
    expect(told.map((text) => text.length)).toEqual([70_000]);
  });

  it("tells pings between messages", () => {
    const { read, told } = reader();
    read(Buffer.concat([frame(TEXT, Buffer.from("a")), frame(PING, Buffer.from("p")), frame(TEXT, Buffer.from("b"))]));
    expect(told).toEqual(["a", "ping p", "b"]);
  });

  it("says why the server closed, and reads no more", () => {
    const { read, told } = reader();
    const close = frame(CLOSE, Buffer.concat([Buffer.from([0x03, 0xf0]), Buffer.from("too slow")]));
    read(Buffer.concat([close, frame(TEXT, Buffer.from("late"))]), frame(TEXT, Buffer.from("later")));
    expect(told).toEqual(["closed it: 1008 too slow"]);
  });

  it("refuses the other kind of message, and fragments", () => {
    for (const [binary, kind] of [
      [false, BINARY],
      [true, TEXT],
      [false, 0x01],
      [false, 0x80],
    ] as const) {
      const { read, told } = reader(binary);
      read(frame(kind, Buffer.from("a")));
      expect(told).toEqual([`sent a frame that begins with byte ${kind}, which no server here sends`]);
    }
  });
});
