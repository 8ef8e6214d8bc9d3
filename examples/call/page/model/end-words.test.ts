import { expect, test } from "vitest";

import { endInWords } from "./end-words.ts";

test("a call that is full says so", () => {
  const error = { code: "join_refused", description: "Could not join room", details: "call_is_full" } as const;
  expect(endInWords(error).title).toBe("This call is full");
});

test("another refusal repeats the server's words", () => {
  const error = { code: "join_refused", description: "Could not join room", details: "other" } as const;
  expect(endInWords(error).text).toContain("“Could not join room”");
});

test("whoever has left can join again", () => {
  expect(endInWords("left")).toMatchObject({ title: "You have left the call", again: "Join again" });
});
