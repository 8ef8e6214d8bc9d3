import { describe, expect, it } from "vitest";

import { FrameRing, maskedMessage, maskedPong, SEQUENCE_DIGITS } from "./frames.ts";

/** The first byte of each frame and its payload, unmasked by the book (RFC 6455 section 5.3). */
function readFrames(bytes: Buffer): { kind: number; text: string }[] {
  const frames: { kind: number; text: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    const kind = bytes.readUInt8(at);
    const second = bytes.readUInt8(at + 1);
    expect(second & 0x80, "a client's frame is masked").toBe(0x80);
    const isShort = (second & 0x7f) < 126;
    const length = isShort ? second & 0x7f : bytes.readUInt16BE(at + 2);
    const maskAt = at + (isShort ? 2 : 4);
    const mask = bytes.subarray(maskAt, maskAt + 4);
    const payload = bytes.subarray(maskAt + 4, maskAt + 4 + length);
    frames.push({ kind, text: Buffer.from(payload.map((byte, place) => byte ^ mask.readUInt8(place % 4))).toString() });
    at = maskAt + 4 + length;
  }
  return frames;
}

/** A message whose sequence number is at byte 5. */
function stampable(rest: string): { payload: Buffer; sequenceAt: number } {
  return { payload: Buffer.from(`head.${"0".repeat(SEQUENCE_DIGITS)}${rest}`), sequenceAt: 5 };
}

describe("FrameRing", () => {
  it("writes the sequence numbers under the mask, across the end of the ring", () => {
    const ring = new FrameRing(stampable("x".repeat(200)), false, 4);
    const pieces: Buffer[] = [];
    ring.send(1_234_567_889, 4, (frames) => pieces.push(Buffer.from(frames)));
    expect(pieces.length).toBeLessThanOrEqual(2);
    expect(readFrames(Buffer.concat(pieces))).toEqual(
      [1_234_567_889, 1_234_567_890, 1_234_567_891, 1_234_567_892].map((sequence) => ({
        kind: 0x81,
        text: `head.${sequence}${"x".repeat(200)}`,
      })),
    );
  });

  it("gives copies that a later message does not change", () => {
    const ring = new FrameRing(stampable("!"), true, 1);
    const [first, second] = [ring.copy(41), ring.copy(42)];
    expect(readFrames(Buffer.concat([first, second]))).toEqual([
      { kind: 0x82, text: "head.0000000041!" },
      { kind: 0x82, text: "head.0000000042!" },
    ]);
  });
});

describe("maskedMessage and maskedPong", () => {
  it("make frames of the right kind", () => {
    const text = maskedMessage(Buffer.from("hello"), false);
    const binary = maskedMessage(Buffer.from("hello"), true);
    const pong = maskedPong(Buffer.from("p"));
    expect(readFrames(Buffer.concat([text, binary, pong]))).toEqual([
      { kind: 0x81, text: "hello" },
      { kind: 0x82, text: "hello" },
      { kind: 0x8a, text: "p" },
    ]);
  });

  it("refuse what does not fit a 16-bit length", () => {
    expect(() => maskedMessage(Buffer.alloc(65_536), false)).toThrow(RangeError);
  });
});
