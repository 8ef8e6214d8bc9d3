import fc from "fast-check";
import { expect, test } from "vitest";

import { readGrant, writeGrant } from "./grants.ts";

test.for<[string, unknown]>([
  ["nothing", undefined],
  ["null", null],
  ["a room's name alone", "lobby"],
  ["a list", [{ room: "lobby" }]],
  ["an empty room", { room: "" }],
  ["a list of rooms", { room: ["lobby"] }],
  ["a limit that is no boolean", { room: "lobby", send_to_all: "false" }],
  ["a limit of null", { room: "lobby", send_to_all: null }],
  ["one addressee that is no list", { room: "lobby", send_to: "ann" }],
  ["addressees that are no strings", { room: "lobby", send_to: ["ann", 7] }],
  // it may be a limit: what is not understood must not be allowed
  ["a misspelt limit", { room: "lobby", sendToAll: false }],
  ["a limit of a later version", { room: "lobby", may_join: 2 }],
])("[TK4] no grant: %s", ([, claim]) => {
  expect(readGrant(claim)).toBe(null);
});

test("[TK4] a grant of nothing but listening", () => {
  expect(readGrant({ room: "lobby", send_to_all: false, send_to: false })).toEqual({
    room: "lobby",
    sendToAll: false,
    sendTo: false,
    metadata: null,
  });
});

test("[TK4] metadata that is too deep to be told to others is no grant", () => {
  const deep = JSON.parse(`${"[".repeat(3000)}${"]".repeat(3000)}`);
  expect(readGrant({ room: "lobby", metadata: deep })).toBe(null);
});

test("[TK4] what is written is what is read", () => {
  const grant = fc.record({
    room: fc.string({ minLength: 1 }),
    sendToAll: fc.boolean(),
    sendTo: fc.oneof(fc.boolean(), fc.array(fc.string())),
    metadata: fc.jsonValue({ maxDepth: 4 }),
  });
  fc.assert(
    fc.property(grant, (grant) => {
      const metadata = JSON.parse(JSON.stringify(grant.metadata));
      expect(readGrant(JSON.parse(JSON.stringify(writeGrant({ ...grant, metadata }))))).toEqual({ ...grant, metadata });
    }),
  );
});
