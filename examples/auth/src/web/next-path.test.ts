import { expect, test } from "vitest";

import { readNextPath } from "./next-path.ts";

test.for([
  ["/", "/"],
  ["/admin", "/admin"],
  ["/calls/kx3f-9m2q-7hwp-t4vn", "/calls/kx3f-9m2q-7hwp-t4vn"],
  ["/calls/kx3f?name=a%20b&x=%0a", "/calls/kx3f?name=a%20b&x=%0a"],
  ["/a/../admin", "/admin"],
  ["/admin#part", "/admin"],
  ["/calls/x?to=https://other.example", "/calls/x?to=https://other.example"],
] as const)("%j leads to %j", ([given, path]) => {
  expect(readNextPath(given)).toBe(path);
});

test.for([
  "",
  "admin",
  "https://other.example/",
  "HTTPS:other.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "//other.example",
  "///other.example",
  "/\\other.example",
  "\\\\other.example",
  "/\t/other.example",
  "/\n/other.example",
  "\t//other.example",
  " //other.example",
  "/\u0000/other.example",
  "/\u2028/other.example",
  "/..//other.example",
  "/.//other.example",
  "/%2e%2e//other.example",
  "/a/..//other.example",
  "//user@other.example",
  "//[",
  `/${"a".repeat(600)}`,
  null,
  undefined,
  7,
  ["/admin"],
])("%j leads to the start", (given) => {
  expect(readNextPath(given)).toBe("/");
});

test("whatever is given, a browser that follows it stays on the site", () => {
  const parts = ["/", "\\", ".", "..", ":", "@", "%2f", "%5c", "\t", "x.example", "http", "?", "#"];
  const triples = parts.flatMap((one) =>
    parts.flatMap((two) => parts.map((three) => `/${one}${two}${three}x.example`)),
  );
  const leading = triples.filter((given) => {
    const path = readNextPath(given);
    return new URL(path, "https://own.example/log-in").origin !== "https://own.example" || /^\/[/\\]/.test(path);
  });
  expect(leading).toEqual([]);
});
