import { expect, test } from "vitest";

import { fillMarkers, hasMarkers } from "./markers.ts";

const PAGE = `before
<!-- figures:begin one -->
old
<!-- figures:end one -->
between
<!-- figures:begin two -->
<!-- figures:end two -->
after`;

test("a page keeps what stands outside its markers, and gets what belongs between them", () => {
  const filled = fillMarkers(PAGE, (name) => `new ${name}`);
  expect(filled).toBe(`before
<!-- figures:begin one -->
new one
<!-- figures:end one -->
between
<!-- figures:begin two -->
new two
<!-- figures:end two -->
after`);
  expect(fillMarkers(filled, (name) => `new ${name}`)).toBe(filled);
});

test("a part that does not end is refused, and not the rest of the page thrown away", () => {
  expect(() => fillMarkers(PAGE.replace("<!-- figures:end one -->", ""), () => "")).toThrow(
    "figures:begin one has no figures:end one",
  );
  expect(() => fillMarkers(PAGE.replace("<!-- figures:end two -->", ""), () => "")).toThrow("figures:end two");
});

test("a page without markers has none to fill", () => {
  expect(hasMarkers(PAGE)).toBe(true);
  expect(hasMarkers("about `<!-- figures:begin one -->`")).toBe(false);
});
