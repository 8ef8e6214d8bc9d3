import { expect, test } from "vitest";

import { csrfToken, isCsrfToken } from "./csrf.ts";
import { openKeyRing } from "./key-ring.ts";

const keys = await openKeyRing(null);

test("a form's token is good for what it was bound to", () => {
  expect(isCsrfToken(keys, "session one", csrfToken(keys, "session one"))).toBe(true);
});

test("each token is another text", () => {
  expect(csrfToken(keys, "one")).not.toBe(csrfToken(keys, "one"));
});

test("a token of another session, of another server, or a changed one is none", async () => {
  const token = csrfToken(keys, "one");
  expect(isCsrfToken(keys, "two", token)).toBe(false);
  expect(isCsrfToken(await openKeyRing(null), "one", token)).toBe(false);
  for (let at = 0; at < token.length; at += 1) {
    // the last letter of base64 has bits that are not used
    const changed = token.slice(0, at) + (token[at] === "Q" ? "g" : "Q") + token.slice(at + 1);
    expect([at, isCsrfToken(keys, "one", changed)]).toEqual([at, false]);
  }
});

test.each([undefined, null, "", ".", "a.b.c", 7, ["x"], {}, "x".repeat(100)])("%j is no token", (given) => {
  expect(isCsrfToken(keys, "one", given)).toBe(false);
});

test("nonce and binding cannot change places", () => {
  const token = csrfToken(keys, "one");
  const [kid = "", nonce = "", mac = ""] = token.split(".");
  expect(isCsrfToken(keys, `one.${nonce}`, `${kid}.${nonce}.${mac}`)).toBe(false);
});
