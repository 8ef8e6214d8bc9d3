import { expect, test } from "vitest";

import { changePeerState, encodePeerState, INITIAL_PEER_STATE, readPeerState, type PeerState } from "./peer-state.ts";

const ANN: PeerState = { audio: true, video: false, screen: false, name: "Ann" };

test("a state is read as it was encoded, and what a later version adds is cut off", () => {
  expect(readPeerState(encodePeerState(ANN))).toEqual(ANN);
  expect(readPeerState(encodePeerState(INITIAL_PEER_STATE))).toEqual(INITIAL_PEER_STATE);
  expect(readPeerState(JSON.stringify({ ...ANN, hand: "raised" }))).toEqual(ANN);
});

test("equal states are encoded alike, whatever the order of their fields", () => {
  const same: PeerState = { name: "Ann", screen: false, video: false, audio: true };
  expect(encodePeerState(same)).toBe(encodePeerState(ANN));
});

test("the longest name fits into a frame, whatever it is made of", () => {
  const state = { ...ANN, name: "\u0001".repeat(200) };
  expect(readPeerState(encodePeerState(state))).toEqual(state);
});

test.for([
  "",
  "nonsense",
  "null",
  "[]",
  "{}",
  new ArrayBuffer(8),
  undefined,
  encodePeerState(ANN).padEnd(4097),
  JSON.stringify({ ...ANN, audio: 1 }),
  JSON.stringify({ ...ANN, video: null }),
  JSON.stringify({ ...ANN, screen: "yes" }),
  JSON.stringify({ ...ANN, name: 5 }),
  JSON.stringify({ ...ANN, name: undefined }),
  JSON.stringify({ ...ANN, name: "x".repeat(201) }),
])("%j is no state", (frame) => {
  expect(readPeerState(frame)).toBeNull();
});

test("a change keeps the other fields", () => {
  expect(changePeerState(ANN, { video: true })).toEqual({ ...ANN, video: true });
  expect(changePeerState(ANN, { name: null })).toEqual({ ...ANN, name: null });
});

test.for<[change: unknown]>([[{ name: "x".repeat(201) }], [{ name: 5 }], [{ audio: "on" }], [{ screen: undefined }]])(
  "a change to %j is a bad option",
  ([change]) => {
    expect(() => changePeerState(ANN, change as Partial<PeerState>)).toThrow(
      expect.objectContaining({ code: "bad_option", peerId: null }),
    );
  },
);
