import { expect, test } from "vitest";

import { OpenPeer } from "../../fixtures/open.ts";
import { ConfigError, createParlor } from "../index.ts";
import { readIceServers } from "./ice-servers.ts";

const LOGIN = { username: "ann", credential: "hunter2" };

test.for([
  [[]],
  [[{ urls: "stun:stun.example.com" }]],
  [[{ urls: ["stun:stun.example.com:19302", "stuns:[2001:db8::1]:5349"] }]],
  [[{ urls: "turn:turn.example.com", ...LOGIN }]],
  [[{ urls: ["TURN:192.0.2.1:3478?transport=tcp", "turns:turn.example.com?transport=udp"], ...LOGIN }]],
])("[IC1] a list that browsers take: %j", ([list]) => {
  expect(readIceServers(list)).toEqual({ servers: list, expireInMs: null });
  expect(readIceServers({ servers: list, expireInMs: 5000 })).toEqual({ servers: list, expireInMs: 5000 });
  expect(() => createParlor({ peer: OpenPeer, iceServers: list ?? [] })).not.toThrow();
});

test("[IC1] what else a service says of its servers is left out", () => {
  const url = "turn:turn.example.com";
  const list = [{ url, urls: url, ...LOGIN, credentialType: "password" }];
  expect(readIceServers(list).servers).toEqual([{ urls: url, ...LOGIN }]);
});

test.for<[unknown, string]>([
  [null, "iceServers: expected a list"],
  [{}, "iceServers: expected a list"],
  [{ servers: null, expireInMs: 5000 }, "iceServers: expected a list"],
  [{ servers: [] }, "iceServers.expireInMs: expected a positive number"],
  [{ servers: [], expireInMs: 0 }, "iceServers.expireInMs"],
  [{ servers: [], expireInMs: Number.POSITIVE_INFINITY }, "iceServers.expireInMs"],
  [[null], "iceServers[0]: expected an object with urls"],
  [[{ urls: "stun:stun.example.com" }, "turn:x"], "iceServers[1]: expected an object"],
  [[LOGIN], "iceServers[0].urls: expected one or more URLs"],
  [[{ ...LOGIN, urls: [] }], "iceServers[0].urls"],
  [[{ ...LOGIN, urls: [5] }], "iceServers[0].urls"],
  [[{ ...LOGIN, urls: "turn.example.com" }], "iceServers[0].urls"],
  [[{ ...LOGIN, urls: "https://turn.example.com" }], "iceServers[0].urls"],
  [[{ ...LOGIN, urls: "turn://turn.example.com" }], "iceServers[0].urls"],
  [[{ ...LOGIN, urls: "turn:ann:hunter2@turn.example.com" }], "iceServers[0].urls"],
  [[{ ...LOGIN, urls: "stun:stun.example.com?transport=udp" }], "iceServers[0].urls"],
  [[{ urls: "turn:turn.example.com" }], "iceServers[0]: expected a username and a credential"],
  [
    [{ ...LOGIN, urls: "turns:turn.example.com", credential: 5 }],
    "iceServers[0]: expected a username and a credential",
  ],
  [[{ urls: ["stun:a.example", "turn:b.example"], credential: "hunter2" }], "iceServers[0]: expected a username"],
])("[IC4] %j is no list of ICE servers, and what is wrong is said without what was there", ([value, message]) => {
  const read = (): unknown => readIceServers(value);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
  expect(read).not.toThrow("hunter2");
});
