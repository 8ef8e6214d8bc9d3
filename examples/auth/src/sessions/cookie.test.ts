import { expect, test } from "vitest";

import { cookieHeader, visitorCookieHeader } from "./cookie.ts";

test("the cookies are for this host's HTTP only, and other sites do not bring them along", () => {
  const attributes = "; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax";
  expect(cookieHeader("a.b.c")).toBe(`__Host-session=a.b.c${attributes}`);
  expect(visitorCookieHeader("x")).toBe(`__Host-visitor=x${attributes}`);
});

test("a cookie is taken away with the attributes it was set with", () => {
  expect(cookieHeader(null)).toBe("__Host-session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax");
});
