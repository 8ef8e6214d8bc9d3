import fc from "fast-check";
import { expect, test } from "vitest";

import { isOneRoom, matchesRoom } from "./room-pattern.ts";

test.for([
  ["lobby", "lobby", true],
  ["lobby", "lobby2", false],
  ["lobby", "Lobby", false],
  ["lobby", "", false],
  ["*", "", true],
  ["*", "anything at all", true],
  ["team-*", "team-", true],
  ["team-*", "team-7", true],
  ["team-*", "my-team-7", false],
  ["*-call", "ann-call", true],
  ["*-call", "ann-call-2", false],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*b*c", "a-b-c", false],
  ["a**c", "abc", true],
  ["a*c", "a*c", true],
  ["a.c", "abc", false],
  ["a+", "aa", false],
  ["(a|b)*", "a", false],
  ["[ab]", "a", false],
  // two ways to write the same accent are two names
  ["caf\u00E9", "cafe\u0301", false],
  ["team-*", "team-\u{1F600}\n", true],
] as const)("[TK5] the pattern %j and the room %j: %j", ([pattern, name, matches]) => {
  expect(matchesRoom(pattern, name)).toBe(matches);
});

/** Tries each way to cut the name: slow, and plainly right. */
function reference(pattern: string, name: string): boolean {
  if (pattern === "") return name === "";
  if (!pattern.startsWith("*")) return name[0] === pattern[0] && reference(pattern.slice(1), name.slice(1));
  return reference(pattern.slice(1), name) || (name !== "" && reference(pattern, name.slice(1)));
}

test("[TK5] patterns of any stars match as the plainest reference does", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, name, (pattern, name) => {
      expect(matchesRoom(pattern, name)).toBe(reference(pattern, name));
    }),
    { numRuns: 300 },
  );
});

test("[TK5] what a star was put in place of is matched, whatever the characters", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary" }), { minLength: 1 }),
      fc.string({ unit: "binary" }),
      (parts, run) => {
        expect(matchesRoom(parts.join("*"), parts.join(run))).toBe(true);
      },
    ),
  );
});

test("[TK5] the longest pattern of stars that a token takes is matched at once", () => {
  expect(matchesRoom(`${"*a".repeat(4000)}*b`, "a".repeat(4000))).toBe(false);
});

test("[TK5] a name without a star is one room", () => {
  expect(isOneRoom("lobby")).toBe(true);
  expect(isOneRoom("lobby*")).toBe(false);
});
