import { MediaError } from "@parlor/client";
import { expect, test } from "vitest";

import { problemsOf } from "./problems.ts";

const OFF = { name: "off" } as const;
const DENIED = { name: "failed", error: new MediaError("permission_denied") } as const;
const MISSING = { name: "failed", error: new MediaError("no_device") } as const;

test("nothing is wrong with what is off on purpose", () => {
  expect(problemsOf(OFF, OFF)).toEqual([]);
});

test("what is wrong with both is said once", () => {
  expect(problemsOf(DENIED, DENIED)).toMatchObject([{ title: "This page may not use your camera or microphone" }]);
});

test("two troubles are two sentences", () => {
  const titles = problemsOf(MISSING, DENIED).map(({ title }) => title);
  expect(titles).toEqual(["No camera was found", "This page may not use your microphone"]);
});

test("one who has no camera is told that a voice is enough", () => {
  expect(problemsOf(MISSING, OFF)[0]?.help).toContain("join with your voice alone");
});
