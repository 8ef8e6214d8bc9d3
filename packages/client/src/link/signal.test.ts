import { expect, test } from "vitest";

import { readCandidate, readDescription } from "./signal.ts";

test("takes a description and leaves the rest behind", () => {
  expect(readDescription({ type: "offer", sdp: "v=0", extra: 1 }, "offer")).toEqual({ type: "offer", sdp: "v=0" });
});

test.for([
  null,
  undefined,
  "offer",
  7,
  [],
  {},
  { type: "offer" },
  { sdp: "v=0" },
  { type: "answer", sdp: "v=0" },
  { type: "rollback", sdp: "" },
  { type: "offer", sdp: null },
  { type: "offer", sdp: { toString: 1 } },
])("%j is no offer", (data) => {
  expect(readDescription(data, "offer")).toBeNull();
});

test("takes a candidate in all the forms that clients have for it", () => {
  const nothing = { sdpMid: null, sdpMLineIndex: null, usernameFragment: null };
  expect(readCandidate({ candidate: "c", sdpMid: "0" })).toEqual({ ...nothing, candidate: "c", sdpMid: "0" });
  expect(readCandidate({ candidate: "c", sdpMLineIndex: 0, type: "candidate" })).toEqual({
    ...nothing,
    candidate: "c",
    sdpMLineIndex: 0,
  });
  expect(readCandidate({ candidate: "c", sdpMid: "", sdpMLineIndex: 1, usernameFragment: "u" })).toEqual({
    candidate: "c",
    sdpMid: "",
    sdpMLineIndex: 1,
    usernameFragment: "u",
  });
});

test.for([null, {}, { candidate: "" }, { candidate: null }, { candidate: "", sdpMid: "0", sdpMLineIndex: 0 }])(
  "takes %j for the end of candidates",
  (data) => {
    expect(readCandidate(data)?.candidate).toBe("");
  },
);

test.for([
  undefined,
  "candidate:1",
  7,
  [],
  { candidate: 7 },
  { candidate: "c" },
  { candidate: { candidate: "c", sdpMid: "0" } },
  { candidate: "c", sdpMid: 0 },
  { candidate: "c", sdpMLineIndex: "0" },
  { candidate: "c", sdpMLineIndex: -1 },
  { candidate: "c", sdpMLineIndex: 0.5 },
  { candidate: "c", sdpMLineIndex: 65_536 },
  { candidate: "c", sdpMid: "0", usernameFragment: {} },
])("%j is no candidate", (data) => {
  expect(readCandidate(data)).toBeNull();
});
