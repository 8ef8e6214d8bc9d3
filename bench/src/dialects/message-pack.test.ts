import { expect, test } from "vitest";

import { pack, unpack } from "./message-pack.ts";

test("a value is decoded as it was encoded, whatever its lengths", () => {
  const value = {
    short: "a",
    "": "",
    long: "ü".repeat(100),
    longer: "x".repeat(65_535),
    list: Array.from({ length: 16 }, (_, index) => [String(index)]),
    object: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [String(index), {}])),
  };
  expect(unpack(pack(value))).toEqual(value);
});

test.each([
  [{ to: ["a"] }, "81a2746f91a161"],
  ["x".repeat(31), `bf${"78".repeat(31)}`],
  ["x".repeat(32), `d920${"78".repeat(32)}`],
  ["x".repeat(256), `da0100${"78".repeat(256)}`],
])("is encoded as the specification says: %j", (value, hex) => {
  expect(pack(value).toString("hex")).toBe(hex);
});

test("an object whose few entries are counted in two bytes is decoded", () => {
  expect(unpack(Buffer.from("de0001a161a162", "hex"))).toEqual({ a: "b" });
});

test.each([
  ["c0", "a value that begins with byte 192"],
  ["a361", "a string is cut off"],
  ["a16161", "1 bytes too many"],
])("what it cannot read is an error: %s", (hex, message) => {
  expect(() => unpack(Buffer.from(hex, "hex"))).toThrow(message);
});

test("a string longer than 65,535 bytes is refused", () => {
  expect(() => pack("x".repeat(65_536))).toThrow(RangeError);
});
