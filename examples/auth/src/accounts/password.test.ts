import { expect, test } from "vitest";

import { readPassword, readTypedPassword } from "./password.ts";

test.for([
  "correct horse battery staple",
  "kx3f-9m2q-7hwp",
  "Åse løper hver dag",
  "爱吃苹果的小猫咪住在大树上面",
  " spaces are kept ",
  "' or 1=1 --!",
  "x\u0000yzabzzdeqwp",
])("%j is a password", (given) => {
  expect(readPassword(given, "ann")).toBe(given.normalize("NFKC"));
});

test.for([
  ["elevenchars", "too short"],
  ["é".repeat(7).normalize("NFD"), "too short, however it is written"],
  ["x7".repeat(129), "too long"],
  ["ab cd ef gh ij ".repeat(7_000), "far too long"],
  ["aaaaaaaaaaaa", "one character"],
  ["121212121212", "two characters"],
  ["abcabcabcabc", "three characters"],
  ["123456789012", "neighbours"],
  ["987654321098", "neighbours, downward"],
  ["abcdefghijkl", "the alphabet"],
  ["qwertyuiop123", "the keyboard"],
  ["password1234", "the commonest word"],
  ["Password-123!", "the same, as it is made to suit rules"],
  ["welcomewelcome", "a common word twice"],
  ["letmein123456", "a common word and neighbours"],
  ["Bartholomew Cubbins", "the name"],
  ["BARTHOLOMEW CUBBINS", "the name in another case"],
  ["correct horse \ud800 staple", "half a character"],
  [undefined, "nothing"],
  [123_456_789_012, "a number"],
  [["correct horse battery staple"], "a list"],
])("no new password: $1", ([given]) => {
  expect(readPassword(given, " Bartholomew  Cubbins")).toBeNull();
});

test("what would be no new password can still be typed by who has it", () => {
  expect(readTypedPassword("password1234")).toBe("password1234");
});

test("a password is the same however the keyboard writes it", () => {
  const one = readTypedPassword("cafe\u0301 au lait, très");
  expect(one).toBe(readTypedPassword("café au lait, tre\u0300s"));
  expect(one).not.toBeNull();
});
