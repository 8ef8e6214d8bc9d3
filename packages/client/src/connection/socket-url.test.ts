import { afterEach, expect, test, vi } from "vitest";

import { socketUrl } from "./socket-url.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test.for([
  ["ws://host:81/socket/room", "ws://host:81/socket/room"],
  ["wss://host/room?token=t", "wss://host/room?token=t"],
  ["http://host/room", "ws://host/room"],
  ["https://host/room#fragment", "wss://host/room"],
])("%s becomes %s", ([url, expected]) => {
  expect(socketUrl(url ?? "")).toBe(expected);
  expect(socketUrl(new URL(url ?? ""))).toBe(expected);
});

test.for([
  ["https://page.example/a/b", "/socket/room", "wss://page.example/socket/room"],
  ["http://localhost:8080/", "socket/room", "ws://localhost:8080/socket/room"],
  ["https://page.example/", "//other.example/x", "wss://other.example/x"],
])("on the page %s, %s becomes %s", ([page, url, expected]) => {
  vi.stubGlobal("location", { href: page });
  expect(socketUrl(url ?? "")).toBe(expected);
});

test.for(["", "/socket/room", "http://", "ftp://host", "javascript:alert(1)", "file:///x"])(
  "%j is a bad URL where there is no page",
  (url) => {
    expect(() => socketUrl(url)).toThrow(expect.objectContaining({ name: "ConnectionError", code: "bad_url" }));
  },
);

test("the error does not repeat the URL, which may hold a token", () => {
  vi.stubGlobal("location", { href: "about:blank" });
  for (const url of ["/room?token=secret", "ftp://host/?token=secret"]) {
    expect(() => socketUrl(url)).toThrow(expect.not.objectContaining({ message: expect.stringContaining("secret") }));
  }
});
