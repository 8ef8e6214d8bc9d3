import { expect, test } from "vitest";

import { levelOf, nextTurn } from "./turn.ts";

function levels(of: Record<string, number>): ReadonlyMap<string, number> {
  return new Map(Object.entries(of));
}

const ADA = { who: "Ada", heardAt: 1000 };

test("the loudest one who can be heard begins", () => {
  expect(nextTurn(null, levels({ Ada: 0.5, Ben: 0.7 }), 5)).toEqual({ who: "Ben", heardAt: 5 });
});

test("nobody speaks while all are quiet, or nobody is there", () => {
  expect(nextTurn(null, levels({ Ada: 0.3 }), 5)).toBeNull();
  expect(nextTurn(null, levels({}), 5)).toBeNull();
});

test("a speaker keeps the turn when another is only a little louder", () => {
  expect(nextTurn(ADA, levels({ Ada: 0.5, Ben: 0.55 }), 1100)).toEqual({ who: "Ada", heardAt: 1100 });
});

test("a speaker loses the turn to somebody who is clearly louder", () => {
  expect(nextTurn(ADA, levels({ Ada: 0.5, Ben: 0.7 }), 1100)).toEqual({ who: "Ben", heardAt: 1100 });
});

test("a speaker keeps the turn over a pause, but not for ever", () => {
  expect(nextTurn(ADA, levels({ Ada: 0, Ben: 0 }), 2100)).toEqual(ADA);
  expect(nextTurn(ADA, levels({ Ada: 0, Ben: 0 }), 2300)).toBeNull();
});

test("in the pause, anybody who can be heard takes the turn", () => {
  expect(nextTurn(ADA, levels({ Ada: 0, Ben: 0.5 }), 1100)).toEqual({ who: "Ben", heardAt: 1100 });
});

test("a speaker who has left has no turn", () => {
  expect(nextTurn(ADA, levels({ Ben: 0 }), 1100)).toBeNull();
});

test.for([
  [0, 0],
  [0.0001, 0],
  [0.01, 0.4],
  [0.1, 0.8],
  [1, 1],
] as const)("an amplitude of %f is a level of %f", ([amplitude, level]) => {
  expect(levelOf(amplitude)).toBeCloseTo(level);
});
