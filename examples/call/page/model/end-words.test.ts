import type { ErrorCode, Json } from "@parlor/client";
import { expect, test } from "vitest";

import { endInWords, type EndWords } from "./end-words.ts";

function words(code: ErrorCode, details: Json = null, own?: ReadonlyMap<string, EndWords>): EndWords {
  return endInWords({ code, description: "Could not join room", details }, own);
}

test("a call that is full says so", () => {
  expect(words("join_refused", "call_is_full").title).toBe("This call is full");
});

test("another refusal repeats the server's words", () => {
  expect(words("join_refused", "other").text).toContain("“Could not join room”");
});

test("whoever has left can join again", () => {
  expect(endInWords("left")).toMatchObject({
    title: "You have left the call",
    again: { label: "Join again", by: "join" },
  });
});

test("whoever is banned has no way back", () => {
  expect(words("banned")).toMatchObject({ title: "You were removed from this call", again: null });
});

test.for(["unauthorized", "token_expired"] as const)("after %s the page is loaded anew", (code) => {
  expect(words(code).again?.by).toBe("load");
});

test.for(["already_joined", "removed", "replaced", "room_closed", "no_such_room", "too_many_attempts"] as const)(
  "%s has words of its own, and another try",
  (code) => {
    expect(words(code).text).not.toContain("Could not join room");
    expect(words(code).again?.by).toBe("join");
  },
);

test("the words of an application count more, where it has some for the details or the code", () => {
  const closed: EndWords = { sign: "leave", title: "Closed", text: "", again: null };
  const own = new Map([["call_is_closed", closed]]);
  expect(words("join_refused", "call_is_closed", own)).toBe(closed);
  expect(words("removed", "call_is_closed", own)).toBe(closed);
  expect(words("room_closed", "normal", new Map([["room_closed", closed]]))).toBe(closed);
  expect(words("removed", "constructor", own).title).toBe("You were removed from the call");
  expect(words("removed", { call_is_closed: 1 }, own).title).toBe("You were removed from the call");
});
