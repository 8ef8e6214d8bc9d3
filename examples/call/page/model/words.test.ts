import { expect, test } from "vitest";

import { bitrateInWords, bytesInWords, colourOf, initialsOf } from "./words.ts";

test.for([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [1540, "1.5 kB"],
  [99_940, "99.9 kB"],
  [99_960, "100 kB"],
  [5_000_000, "5 MB"],
  [4_200_000_000, "4.2 GB"],
] as const)("%i bytes are %j", ([bytes, words]) => {
  expect(bytesInWords(bytes)).toBe(words);
});

test.for([
  [0, "0 kbit/s"],
  [64_400, "64 kbit/s"],
  [1_840_000, "1.8 Mbit/s"],
] as const)("%i bits per second are %j", ([bits, words]) => {
  expect(bitrateInWords(bits)).toBe(words);
});

test.for([
  ["Ada", "A"],
  ["Ada Lovelace", "AL"],
  ["ada king lovelace", "AL"],
  ["  Éva  ", "É"],
  ["李 小龙", "李小"],
  ["7 of 9", "79"],
  ["🙂", ""],
  ["", ""],
] as const)("the initials of %j are %j", ([name, initials]) => {
  expect(initialsOf(name)).toBe(initials);
});

test("a name keeps its colour, and not all names have the same", () => {
  expect(colourOf("Ada", 6)).toBe(colourOf("Ada", 6));
  expect(new Set(["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn"].map((name) => colourOf(name, 6))).size).toBeGreaterThan(
    2,
  );
});
