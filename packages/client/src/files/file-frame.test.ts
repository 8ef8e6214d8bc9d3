import { expect, test } from "vitest";

import { encodeFileFrame, readFileFrame, type FileFrame } from "./file-frame.ts";

test.for<FileFrame>([
  { event: "file", name: "x.txt", type: "text/plain", size: 5 },
  { event: "file", name: "\u0001".repeat(255), type: `text/${"x".repeat(127)}`, size: Number.MAX_SAFE_INTEGER },
  { event: "accept" },
  { event: "progress", received: 0 },
  { event: "end", crc32: 0xffff_ffff },
  { event: "received" },
  { event: "refused", reason: "" },
  { event: "cancelled" },
  { event: "broken" },
])("%j is read as it was written", (frame) => {
  expect(readFileFrame(encodeFileFrame(frame))).toEqual(frame);
  expect(readFileFrame(JSON.stringify({ ...frame, later: 1 }))).toEqual(frame);
});

test("a reason is cut at 200 characters", () => {
  expect(readFileFrame(encodeFileFrame({ event: "refused", reason: "x".repeat(300) }))).toEqual({
    event: "refused",
    reason: "x".repeat(200),
  });
});

test.for<[text: unknown]>([
  [""],
  ["nonsense"],
  ["null"],
  ["[]"],
  ["{}"],
  ['"accept"'],
  [5],
  [undefined],
  [new ArrayBuffer(4)],
  ['{"event":"later"}'],
  ['{"event":"constructor"}'],
  [encodeFileFrame({ event: "accept" }).padEnd(4097)],
  ['{"event":"file","name":"x","type":"","size":-1}'],
  ['{"event":"file","name":"x","type":"","size":1.5}'],
  ['{"event":"file","name":"x","type":"","size":1e300}'],
  ['{"event":"file","name":"x","type":"","size":"5"}'],
  ['{"event":"file","name":5,"type":"","size":5}'],
  ['{"event":"file","name":"x","size":5}'],
  ['{"event":"progress"}'],
  ['{"event":"end","crc32":-1}'],
  ['{"event":"refused"}'],
])("%j is no frame", ([text]) => {
  expect(readFileFrame(text)).toBeNull();
});
