import { expect, test } from "vitest";

import { Timeline } from "./timeline.ts";

const HELLO = { kind: "text", text: "Hello" } as const;

test("what others say while the panel is closed is unread until it is opened", () => {
  const timeline = new Timeline();
  timeline.add("Ada", HELLO);
  timeline.add("Ben", HELLO);
  expect(timeline.unread.value).toBe(2);
  timeline.toggle();
  expect(timeline.unread.value).toBe(0);
  timeline.toggle();
  expect(timeline.unread.value).toBe(0);
});

test("what others say while the panel is open is read", () => {
  const timeline = new Timeline();
  timeline.toggle();
  timeline.add("Ada", HELLO);
  timeline.toggle();
  expect(timeline.unread.value).toBe(0);
  timeline.add("Ada", HELLO);
  expect(timeline.unread.value).toBe(1);
});

test("one's own words are never unread", () => {
  const timeline = new Timeline();
  timeline.add(null, HELLO);
  expect(timeline.unread.value).toBe(0);
});

test("entries keep their order", () => {
  const timeline = new Timeline();
  timeline.add("Ada", { kind: "text", text: "one" });
  timeline.add(null, { kind: "text", text: "two" });
  expect(timeline.entries.value).toMatchObject([
    { id: 1, from: "Ada", text: "one" },
    { id: 2, from: null, text: "two" },
  ]);
});
