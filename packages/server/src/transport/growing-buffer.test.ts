import { expect, test } from "vitest";

import { GrowingBuffer } from "./growing-buffer.ts";

test("[PE6] bytes that come in pieces take memory for what has come, and are copied a few times only", () => {
  const growing = new GrowingBuffer();
  const source = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
  const seen = new Set<Buffer>();
  for (let count = 0; count < 4096; count++) {
    growing.append(source, count % 256, (count % 256) + 1, 1_000_000);
    seen.add(growing.bytes);
    expect(growing.bytes.length).toBeLessThanOrEqual(Math.max(64, 2 * growing.length));
  }
  expect(
    growing.bytes.subarray(0, growing.length).equals(Buffer.concat(Array.from({ length: 16 }, () => source))),
  ).toBe(true);
  expect(seen.size).toBeLessThan(10);
});

test("[PE6] no more memory is taken than is needed", () => {
  const growing = new GrowingBuffer();
  growing.append(Buffer.alloc(600, 1), 0, 600, 1000);
  growing.append(Buffer.alloc(600, 2), 0, 400, 1000);
  expect([growing.length, growing.bytes.length, growing.bytes[599], growing.bytes[600]]).toEqual([1000, 1000, 1, 2]);
});
