import { expect, test } from "vitest";

import { consistsOf, someBytes } from "../fakes/fake-file.ts";
import { BlobParts } from "./blob-parts.ts";

const PART = 4 * 1024 * 1024;

test.for<[size: number, piece: number]>([
  [0, 1],
  [1, 1],
  [10, 3],
  [PART, PART],
  [PART + 1, 1_000_000],
  [2 * PART + 5, 3 * PART],
])("%i bytes in pieces of %i are a file of the same bytes", async ([size, piece]) => {
  const bytes = someBytes(size);
  const parts = new BlobParts(size);
  for (let from = 0; from < size; from += piece) parts.add(bytes.subarray(from, from + piece));
  const file = parts.toFile("x.bin", "image/png");
  expect([file.name, file.type, file.size]).toEqual(["x.bin", "image/png", size]);
  expect(await consistsOf(file, bytes)).toBe(true);
});

test("no more than a part is kept back, and not before there is anything", () => {
  const made: number[] = [];
  const parts = new BlobParts(Number.MAX_SAFE_INTEGER);
  for (let count = 0; count < 3; count += 1) {
    parts.add(new Uint8Array(PART));
    made.push(parts.toFile("x", "").size);
  }
  expect(made).toEqual([PART, 2 * PART, 3 * PART]);
});
