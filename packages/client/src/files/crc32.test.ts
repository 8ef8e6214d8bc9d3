import { expect, test } from "vitest";

import { Crc32 } from "./crc32.ts";

function crc32(...pieces: string[]): number {
  const crc = new Crc32();
  for (const piece of pieces) crc.add(new TextEncoder().encode(piece));
  return crc.value;
}

// the check values of the catalogue of parametrised CRC algorithms, and of zlib
test.for<[text: string, value: number]>([
  ["", 0],
  ["123456789", 0xcbf4_3926],
  ["The quick brown fox jumps over the lazy dog", 0x414f_a339],
])("the CRC-32 of %j", ([text, value]) => {
  expect(crc32(text)).toBe(value);
  expect(crc32(...text.split(""))).toBe(value);
});

test("what is lost, doubled or in the wrong order changes it", () => {
  const values = [["ab", "cd"], ["ab"], ["ab", "cd", "cd"], ["cd", "ab"]].map((pieces) => crc32(...pieces));
  expect(new Set(values).size).toBe(4);
});
