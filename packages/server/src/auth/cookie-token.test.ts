import { expect, test } from "vitest";

import { UpgradeRequest } from "../peer/upgrade-request.ts";
import { cookieToken } from "./cookie-token.ts";

const ORIGIN = { origin: "https://app.example" };

test.for<[Record<string, string>, string, string | null]>([
  [{ ...ORIGIN, cookie: "theme=dark; __Host-session=e30.e30.c2ln" }, "__Host-session", "e30.e30.c2ln"],
  [{ ...ORIGIN, cookie: "a=%C3%BC" }, "a", "ü"],
  [{ cookie: "__Host-session=e30.e30.c2ln" }, "__Host-session", null],
  [{ ...ORIGIN, cookie: "a=b" }, "__Host-session", null],
  [{ ...ORIGIN, cookie: "a=" }, "a", null],
  [{ ...ORIGIN, cookie: "a=b" }, "constructor", null],
  [{ ...ORIGIN, cookie: "a=b" }, "__proto__", null],
  [ORIGIN, "a", null],
])("[TW2] of %j, the cookie %j is %j", ([headers, name, token]) => {
  const request = new UpgradeRequest({ url: "/", headers, params: {}, remoteAddress: null, secure: true });
  expect(cookieToken(request, name)).toBe(token);
});
