import { expect, test } from "vitest";

import { readBye, readCandidate, readDescription, readRelink } from "./signal.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

test("takes a description and leaves the rest behind", () => {
  const plain = { type: "offer", sdp: "v=0", link: null, mesh: null, answers: null, resumes: [], streams: new Map() };
  expect(readDescription({ type: "offer", sdp: "v=0", extra: 1 }, "offer")).toEqual(plain);
});

test("takes what a mesh adds to a description", () => {
  const data = {
    type: "answer",
    sdp: "v=0",
    link: TOKEN,
    mesh: TOKEN,
    answers: TOKEN,
    resumes: ["t2", "t3"],
    streams: { s1: "camera", s2: "screen" },
  };
  const streams = new Map([
    ["s1", "camera"],
    ["s2", "screen"],
  ]);
  expect(readDescription(data, "answer")).toEqual({ ...data, streams });
});

test("leaves out what makes no sense of it, and what is too much", () => {
  const many = Array.from({ length: 100 }, (_, index) => `t${index}`);
  const read = readDescription(
    { type: "offer", sdp: "v=0", link: "x".repeat(32), resumes: ["", 7, null, ...many], streams: { s1: 7, s2: "" } },
    "offer",
  );
  expect(read).toMatchObject({ link: null, streams: new Map() });
  expect(read?.resumes).toEqual(many.slice(0, 61));
});

test.for([
  [
    { proof: "p1", restart: false },
    { proof: "p1", restart: false },
  ],
  [{ proof: "p1" }, { proof: "p1", restart: true }],
  [
    { proof: null, restart: "no" },
    { proof: null, restart: true },
  ],
  [{ proof: "" }, null],
  [{ proof: 7 }, null],
  [{}, null],
  [null, null],
  ["p1", null],
] as const)("reads %j as a relink of %j", ([data, relink]) => {
  expect(readRelink(data)).toEqual(relink);
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
  const read = (data: unknown): unknown => readCandidate(data)?.init;
  expect(read({ candidate: "c", sdpMid: "0" })).toEqual({ ...nothing, candidate: "c", sdpMid: "0" });
  expect(read({ candidate: "c", sdpMLineIndex: 0, type: "candidate" })).toEqual({
    ...nothing,
    candidate: "c",
    sdpMLineIndex: 0,
  });
  expect(read({ candidate: "c", sdpMid: "", sdpMLineIndex: 1, usernameFragment: "u" })).toEqual({
    candidate: "c",
    sdpMid: "",
    sdpMLineIndex: 1,
    usernameFragment: "u",
  });
});

test("takes the token that a mesh adds to a candidate", () => {
  expect(readCandidate({ candidate: "c", sdpMid: "0", link: TOKEN })?.link).toBe(TOKEN);
  expect(readCandidate({ candidate: "c", sdpMid: "0", link: 7 })?.link).toBeNull();
});

test.for([null, {}, { candidate: "" }, { candidate: null }, { candidate: "", sdpMid: "0", sdpMLineIndex: 0 }])(
  "takes %j for the end of candidates",
  (data) => {
    expect(readCandidate(data)?.init.candidate).toBe("");
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

test.for([{}, null, { link: 7 }, { link: "short" }])("%j is no bye", (data) => {
  expect(readBye(data)).toBeNull();
});

test("reads a bye", () => {
  expect(readBye({ link: TOKEN })).toBe(TOKEN);
});
