import { expect, test } from "vitest";

import { shape, text } from "./svg.ts";

test("text cannot become markup, nor leave its attribute", () => {
  expect(text({ class: `a" onload="b` }, `<script>&'"`)).toBe(
    `<text class="a&quot; onload=&quot;b">&lt;script&gt;&amp;'&quot;</text>`,
  );
});

test("what XML cannot contain is left out, and everything else stays", () => {
  expect(text({}, "a\u0000\u001B\uFFFE\uD800b × µ 😀")).toBe("<text>ab × µ 😀</text>");
});

test("a number that is none is an error and not an invisible bar", () => {
  expect(() => shape("rect", { width: Number.NaN })).toThrow(RangeError);
  expect(() => shape("rect", { width: Number.POSITIVE_INFINITY })).toThrow("width is Infinity");
  expect(shape("rect", { width: 1 / 3 })).toBe(`<rect width="0.3"/>`);
});
