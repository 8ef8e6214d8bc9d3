import { expect, test } from "vitest";

import { ConfigError } from "../observe/errors.ts";
import { compilePath } from "./path-pattern.ts";

test.for([
  ["/socket", "/socket", {}],
  ["/socket", "/socket/", {}],
  ["/socket", "/socket/room", null],
  ["/socket", "/sockets", null],
  ["/", "/", {}],
  ["/socket/:room", "/socket/a", { room: "a" }],
  ["/socket/:room", "/socket", null],
  ["/socket/:room", "/socket/", null],
  ["/socket/:room?", "/socket", {}],
  ["/socket/:room?", "/socket/", {}],
  ["/socket/:room?", "/socket/a%2Fb%20c", { room: "a/b c" }],
  ["/socket/:room?", "/socket/__proto__", { room: "__proto__" }],
  ["/socket/:room?", "/socket/%zz", null],
  ["/socket/:room?", "/socket/a/b", null],
  ["/socket/:room?", "/socket//a", null],
  ["/:app/socket/:room", "/game/socket/lobby", { app: "game", room: "lobby" }],
  ["/:room?", "/", {}],
] as const)("[AD9] %s against %s is %j", ([pattern, path, expected]) => {
  const params = compilePath(pattern)(path);
  expect(params === null ? null : Object.entries(params)).toEqual(expected === null ? null : Object.entries(expected));
});

test.for(["", "socket", "/socket/*", "/:a?/:b", "/a b", "/socket/:", "/socket?x"])(
  "[CF1] %j is no pattern",
  (pattern) => {
    expect(() => compilePath(pattern)).toThrow(ConfigError);
  },
);
