import { expect, test } from "vitest";

import { figureText, ratioText, spreadText, threeDigits } from "./numbers.ts";

test("a figure has the digits of its kind", () => {
  expect(figureText("perSecond", 123_456.7)).toBe("123,457");
  expect(figureText("cpuUs", 3)).toBe("3.0");
  expect(figureText("grownMb", -0.04)).toBe("0.0");
});

test("where there is little room, a figure has three digits, and more only before the point", () => {
  expect([0.004, 1.234, 9.996, 99.94, 99.96, 1234.5].map((figure) => threeDigits(figure))).toEqual([
    "0.00",
    "1.23",
    "10.0",
    "99.9",
    "100",
    "1,235",
  ]);
});

test("no ratio is printed as 0, and none where the reference was 0 or missing", () => {
  expect([0.0001, 0.009, 0.0949, 0.32, 1, 9.994, 13.94, 820].map((ratio) => ratioText(ratio))).toEqual([
    "<0.001×",
    "0.009×",
    "0.095×",
    "0.32×",
    "1.00×",
    "9.99×",
    "13.9×",
    "820×",
  ]);
  expect([0, -1, Number.NaN, Number.POSITIVE_INFINITY, null, undefined].map((ratio) => ratioText(ratio))).toEqual(
    Array.from({ length: 6 }, () => ""),
  );
});

test("a spread stands beside its median, unless nothing varied", () => {
  expect(spreadText({ median: 0.5, least: 0.4, most: 0.61 }, ratioText)).toBe("0.50× (0.40–0.61)");
  expect(spreadText({ median: 1, least: 1, most: 1 }, ratioText)).toBe("1.00×");
});
