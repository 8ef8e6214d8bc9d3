import { expect, test } from "vitest";

import { Call } from "../fakes/call.ts";
import type { MeshOptions } from "./options.ts";

const OFFERED = [{ urls: "turn:turn.example", username: "u", credential: "c" }];
const LATER = [{ urls: "turn:turn.example", username: "u2", credential: "c2" }];

/** A is in the room with servers from the server, then B joins, so that A has one peer connection. */
function meet(options: MeshOptions = {}) {
  const call = new Call();
  const a = call.caller("a", options);
  a.seat.enter({ name: "open", peerId: "A", room: "room" });
  a.seat.hear("authenticated", {
    peer_id: "A",
    room: "room",
    peers: [],
    ice_servers: OFFERED,
    ice_servers_expire_in_ms: 1000,
  });
  a.seat.hear("joined", { peer_id: "B", metadata: null });
  const [peerConnection] = a.made;
  if (peerConnection === undefined) throw new Error("no link");
  return { a, peerConnection };
}

test("the server's ICE servers reach every peer connection, and later ones too", () => {
  const { a, peerConnection } = meet();
  expect(peerConnection.configuration).toEqual({ iceServers: OFFERED });
  peerConnection.configuration = { ...peerConnection.configuration, bundlePolicy: "max-bundle" };
  a.seat.hear("ice_servers", { ice_servers: LATER, ice_servers_expire_in_ms: 1000 });
  expect(peerConnection.configuration).toEqual({ iceServers: LATER, bundlePolicy: "max-bundle" });
  a.seat.hear("joined", { peer_id: "C", metadata: null });
  expect(a.made[1]?.configuration).toEqual({ iceServers: LATER });
});

test("those that the program gives count more", () => {
  const iceServers = [{ urls: "stun:own.example" }];
  const { a, peerConnection } = meet({ iceServers });
  a.seat.hear("ice_servers", { ice_servers: LATER, ice_servers_expire_in_ms: null });
  expect(peerConnection.configuration).toEqual({ iceServers });
});

test("relayOnly lets nothing but relays be used, now and later", () => {
  const { a, peerConnection } = meet({ relayOnly: true });
  expect(peerConnection.configuration).toEqual({ iceServers: OFFERED, iceTransportPolicy: "relay" });
  a.seat.hear("ice_servers", { ice_servers: LATER, ice_servers_expire_in_ms: null });
  expect(peerConnection.configuration).toEqual({ iceServers: LATER, iceTransportPolicy: "relay" });
});

test("servers that a browser does not take are an error of each link, and the old ones stay", () => {
  const { a, peerConnection } = meet();
  const cause = new DOMException("no such scheme", "SyntaxError");
  peerConnection.setConfiguration = () => {
    throw cause;
  };
  a.seat.hear("ice_servers", { ice_servers: [{ urls: "gopher:" }], ice_servers_expire_in_ms: null });
  expect(a.errors).toEqual([expect.objectContaining({ code: "no_peer_connection", peerId: "B", cause })]);
});

test.for([-1, Number.NaN, "soon"])("graceMs %j is refused", (graceMs) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a program without types may give
  const options = { graceMs } as MeshOptions;
  expect(() => meet(options)).toThrow(expect.objectContaining({ code: "bad_option" }));
});
