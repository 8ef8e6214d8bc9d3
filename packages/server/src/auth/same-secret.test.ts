import { expect, test } from "vitest";

import { isSameSecret } from "./same-secret.ts";

test.for<[unknown, string | Uint8Array, boolean]>([
  ["s3cret", "s3cret", true],
  ["s3cre", "s3cret", false],
  ["s3cret ", "s3cret", false],
  ["S3cret", "s3cret", false],
  ["", "s3cret", false],
  ["ü", Buffer.from("ü"), true],
  [Buffer.from([1, 2, 3]), new Uint8Array([1, 2, 3]), true],
  [Buffer.from([1, 2]), new Uint8Array([1, 2, 3]), false],
  ["\ud800", "\ufffd", false],
  ["", "", false],
  [new Uint8Array(), new Uint8Array(), false],
  [undefined, "undefined", false],
  [null, "s3cret", false],
  [{ length: 6 }, "s3cret", false],
  [["s3cret"], "s3cret", false],
])("[TW3] given %j for %j: %j", ([given, secret, isSame]) => {
  expect(isSameSecret(given, secret)).toBe(isSame);
});
