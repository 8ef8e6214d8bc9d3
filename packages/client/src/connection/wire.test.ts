import { expect, test } from "vitest";

import { readFrame } from "./wire.ts";

function read(event: string, data: unknown) {
  const frame = readFrame(JSON.stringify({ event, data, from: null, to: ["P1"] }));
  return frame !== null && "server" in frame ? frame.server.data : null;
}

const AUTHENTICATED = { peer_id: "P1", room: "room", peers: [] };
const SERVERS = [{ urls: "stun:a" }, { urls: ["turn:a", "turns:b"], username: "u", credential: "c" }];

test("reads the ICE servers of `authenticated`, and of their own event", () => {
  for (const ice_servers_expire_in_ms of [null, 0, 3_600_000]) {
    const data = { ice_servers: SERVERS, ice_servers_expire_in_ms };
    expect(read("authenticated", { ...AUTHENTICATED, ...data })).toEqual({ ...AUTHENTICATED, ...data });
    expect(read("ice_servers", data)).toEqual(data);
  }
});

test("an `authenticated` without ICE servers has none", () => {
  expect(read("authenticated", AUTHENTICATED)).toEqual(AUTHENTICATED);
});

test.for([
  null,
  "stun:a",
  {},
  [null],
  ["stun:a"],
  [{}],
  [{ urls: 1 }],
  [{ urls: [] }],
  [{ urls: ["stun:a", 1] }],
  [{ urls: "turn:a", username: 1 }],
  [{ urls: "turn:a", credential: null }],
  [{ urls: "stun:a" }, { urls: {} }],
])("ICE servers that make no sense are left out: %j", (ice_servers) => {
  const data = { ice_servers, ice_servers_expire_in_ms: 1_000 };
  expect(read("authenticated", { ...AUTHENTICATED, ...data })).toEqual(AUTHENTICATED);
  expect(read("ice_servers", data)).toBeNull();
});

test.for([undefined, -1, "1000", {}])("an expiry that makes no sense is none: %j", (ice_servers_expire_in_ms) => {
  const data = { ice_servers: [], ice_servers_expire_in_ms };
  expect(read("ice_servers", data)).toEqual({ ice_servers: [], ice_servers_expire_in_ms: null });
});

test.for(["closed", "lost", "removed", "replaced"])("reads that somebody left because of %j", (reason) => {
  expect(read("left", { peer_id: "P2", reason })).toEqual({ peer_id: "P2", reason });
});

test.for([undefined, null, 1, "", "bored", "constructor"])("does not know a reason such as %j", (reason) => {
  expect(read("left", { peer_id: "P2", reason })).toEqual({ peer_id: "P2" });
});

test.for([0, 3_600_000])("reads how long a token holds: %j", (token_expires_in_ms) => {
  const data = { ...AUTHENTICATED, token_expires_in_ms };
  expect(read("authenticated", data)).toEqual(data);
  expect(read("token_accepted", { token_expires_in_ms })).toEqual({ token_expires_in_ms });
});

test.for([null, undefined, -1, "1000", {}])("a token that holds for %j does not expire", (token_expires_in_ms) => {
  expect(read("authenticated", { ...AUTHENTICATED, token_expires_in_ms })).toEqual(AUTHENTICATED);
  expect(read("token_accepted", { token_expires_in_ms })).toEqual({ token_expires_in_ms: null });
});
