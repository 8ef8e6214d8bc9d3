import { expect, test } from "vitest";

import type { Spread } from "../spread.ts";
import { linear, logarithmic, scaleFor } from "./scale.ts";

const exactly = (median: number): Spread => ({ median, least: median, most: median });

test("bars begin at 0, so that twice the figure is twice the length", () => {
  const scale = scaleFor([exactly(3), exactly(12)]);
  expect(scale.kind).toBe("linear");
  expect([0, 3, 6, 12].map((figure) => scale.at(figure))).toEqual([0, 0.25, 0.5, 1]);
});

test("figures that lie far apart are put on powers of ten, each at the same distance", () => {
  const scale = scaleFor([exactly(0.9), exactly(96)]);
  expect(scale.kind).toBe("logarithmic");
  expect(scale.marks).toEqual([1, 10, 100]);
  const [one = 0, ten = 0, hundred = 0] = scale.marks.map((mark) => scale.at(mark));
  expect(ten - one).toBeCloseTo(hundred - ten);
  expect(scale.at(0.9)).toBeGreaterThan(0);
  expect(scale.at(96)).toBeLessThan(1);
});

test("a logarithmic axis within one power of ten has marks, too", () => {
  expect(logarithmic(1.2, 7).marks).toEqual([1, 2, 5, 10]);
  expect(logarithmic(0.06, 0.9).marks).toEqual([0.05, 0.1, 0.2, 0.5, 1]);
  expect(logarithmic(5, 5).at(5)).toBe(1);
});

test("with 0 or less among the figures, the axis stays linear, and they have no length", () => {
  expect(scaleFor([exactly(0), exactly(500)]).kind).toBe("linear");
  const scale = scaleFor([exactly(-0.4), exactly(0), exactly(500)]);
  expect(scale.kind).toBe("linear");
  expect([-0.4, 0, 500].map((figure) => scale.at(figure))).toEqual([0, 0, 1]);
});

test("one turn that went wrong does not press the others together: its whisker goes on beyond the axis", () => {
  const scale = scaleFor([exactly(5), { median: 10, least: 9, most: 400 }]);
  expect(scale.at(10)).toBeGreaterThan(0.7);
  expect(scale.beyond(400)).toBe(true);
  expect(scale.at(400)).toBe(1);
});

test("nothing but zeros can be drawn", () => {
  expect(scaleFor([exactly(0)]).at(0)).toBe(0);
  expect(linear(0).at(0)).toBe(0);
});
