import { expect, test } from "vitest";

import { nameKey, readName } from "./account-name.ts";

test.for([
  ["Ann", "Ann"],
  ["  Ann   B.  ", "Ann B."],
  ["Ａｎｎ", "Ann"],
  ["Zoë", "Zoe\u0308".normalize("NFC")],
  ["李明", "李明"],
  ["O'Neil-Smith", "O'Neil-Smith"],
  ["<b>x</b>", "<b>x</b>"],
  ["x'; drop table accounts; --", "x'; drop table accounts; --"],
  ["x".repeat(40), "x".repeat(40)],
  ["𝕏𝕏", "XX"],
])("a name: $1", ([given, name]) => {
  expect(readName(given)).toBe(name);
});

test.for([
  ["", "nothing"],
  ["a", "too short"],
  [" a ", "too short without its spaces"],
  ["x".repeat(41), "too long"],
  ["x".repeat(100_000), "far too long"],
  ["--", "no letter and no digit"],
  ["an\nn", "two lines"],
  ["an\u2028n", "two lines in Unicode"],
  ["an\u0000n", "a null"],
  ["an\u001bn", "an escape"],
  ["an\u202en", "text turned round"],
  ["an\u2066n", "an isolate"],
  ["an\u200bn", "a space of no width"],
  ["an\u00adn", "a soft hyphen"],
  ["an\u3164n", "a blank letter"],
  ["an\u2800n", "a blank braille cell"],
  ["an\u1680n", "a space that is none"],
  ["an\ud800n", "half a character"],
  ["an\ue000n", "a private character"],
  ["a\u0301\u0302\u0303\u0304\u0305n", "marks over the lines above"],
  [null, "null"],
  [12, "a number"],
  [["ann"], "a list"],
  [{ toString: () => "ann" }, "an object"],
])("no name: $1", ([given]) => {
  expect(readName(given)).toBeNull();
});

test("names that differ in case alone have the same key", () => {
  for (const [one, other] of [
    ["Ann", "aNN"],
    ["STRASSE", "straße"],
    ["STRAẞE", "strasse"],
    ["ΟΔΥΣΣΕΥΣ", "οδυσσευς"],
    ["ﬁn", "FIN"],
    ["ſam", "SAM"],
    ["Ⅳ", "iv"],
  ] as const) {
    expect([one, nameKey(one)]).toEqual([one, nameKey(other)]);
  }
  expect(nameKey("ann")).not.toBe(nameKey("anne"));
});

test("the key of a key is that key", () => {
  // all letters that have a case in the first plane
  const letters = Array.from({ length: 0x3_000 }, (_, code) => String.fromCodePoint(code));
  expect(letters.filter((letter) => nameKey(nameKey(letter)) !== nameKey(letter))).toEqual([]);
});
