import { expect, test } from "vitest";

import { isRoomName, newRoomName, readRoomName } from "./room-name.ts";

test("a new name is four groups of four, and another one each time", () => {
  const names = Array.from({ length: 200 }, newRoomName);
  expect(names.filter((name) => !isRoomName(name))).toEqual([]);
  expect(new Set(names).size).toBe(200);
});

test("a new name uses all 32 letters: 80 bits", () => {
  const letters = new Set(Array.from({ length: 200 }, newRoomName).join("").replaceAll("-", ""));
  expect(letters.size).toBe(32);
});

test.for([
  "",
  "room",
  "kx3f-9m2q-7hwp",
  "kx3f-9m2q-7hwp-t4vn-abcd",
  "KX3F-9m2q-7hwp-t4vn",
  "kx3f-9m2q-7hwp-t4vu",
  "kx3f-9m2q-7hwp-t4vn\n",
])("%j is no name", (text) => {
  expect(isRoomName(text)).toBe(false);
});

test.for([
  ["kx3f-9m2q-7hwp-t4vn", "kx3f-9m2q-7hwp-t4vn"],
  ["KX3F9M2Q7HWPT4VN", "kx3f-9m2q-7hwp-t4vn"],
  ["OoIi-LLll-0011-abcd", "0011-1111-0011-abcd"],
  ["kx3f-9m2q-7hwp-t4v", null],
  ["kx3f-9m2q-7hwp-t4vnx", null],
  ["kx3f-9m2q-7hwp-t4v!", null],
  ["", null],
] as const)("%j, typed, is %j", ([typed, name]) => {
  expect(readRoomName(typed)).toBe(name);
});
