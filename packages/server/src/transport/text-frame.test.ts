import { expect, test } from "vitest";

import {
  closePayload,
  controlFrame,
  encodeTextFrame,
  frameBytes,
  mostFrameBytes,
  PING,
  writeTextFrame,
} from "./text-frame.ts";

/** The frame of RFC 6455 section 5.2, put together without a shortcut. */
function plainFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head.writeUInt8(0x81);
  if (head.length === 2) head.writeUInt8(payload.length, 1);
  else if (head.length === 4) head.writeUInt32BE(0x817e_0000 + payload.length);
  else head.writeBigUInt64BE(BigInt(payload.length), 2);
  if (head.length === 10) head.writeUInt8(127, 1);
  return Buffer.concat([head, payload]);
}

test("[TR2] a text of any length, of characters of any size, is one frame", () => {
  const edges = [0, 1, 31, 32, 41, 42, 62, 63, 125, 126, 127, 21_845, 21_846, 32_767, 32_768, 65_535, 65_536, 70_000];
  for (const length of edges) {
    for (const character of ["x", "ü", "€", "\ud83d", "\u0000"]) {
      const text = character.repeat(length);
      const wanted = plainFrame(text);
      const target = Buffer.alloc(mostFrameBytes(text) + 5, 7);
      const end = writeTextFrame(target, 5, text);
      expect(target.subarray(5, end).equals(wanted), `${length} of ${character}`).toBe(true);
      expect(target.subarray(0, 5)).toEqual(Buffer.alloc(5, 7));
      expect(encodeTextFrame(text).equals(wanted)).toBe(true);
      expect(frameBytes(text)).toBe(wanted.length);
    }
  }
});

test("[TR4] a close frame holds its code, and as much of the reason as fits, in whole characters", () => {
  expect(closePayload(4403, "removed")).toEqual(Buffer.from("\u0011\u0033removed", "latin1"));
  const long = closePayload(1000, `x${"ü".repeat(100)}`);
  expect(long.subarray(2).toString()).toBe(`x${"ü".repeat(61)}`);
  expect(controlFrame(PING, Buffer.from("x"))).toEqual(Buffer.from([0x89, 1, 0x78]));
});
