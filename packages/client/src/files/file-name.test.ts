import { expect, test } from "vitest";

import { safeName, safeType } from "./file-name.ts";

test.for<[name: string, safe: string]>([
  ["holiday.jpg", "holiday.jpg"],
  ["Übersicht (2) – final.PDF", "Übersicht (2) – final.PDF"],
  ["👩‍👩‍👧.png", "👩‍👩‍👧.png"],
  ["../../etc/passwd", ".._.._etc_passwd"],
  ["C:\\temp\\x.txt", "C:_temp_x.txt"],
  ["a\u0000b\nc\u007f\u0085d\u2028e", "a_b_c__d_e"],
  ["photo\u202Egpj.exe", "photo_gpj.exe"],
  ["  x.txt ", "x.txt"],
  ["", "file"],
  [" ", "file"],
  [".", "file"],
  ["..", "file"],
  ["\ud800.txt", "\ufffd.txt"],
  [`${"x".repeat(300)}.txt`, `${"x".repeat(251)}.txt`],
])("the name %j becomes %j", ([name, safe]) => {
  expect(safeName(name)).toBe(safe);
});

test.for<[type: string, safe: string]>([
  ["image/png", "image/png"],
  ["Image/PNG", "image/png"],
  ["text/plain;charset=utf-8", "text/plain"],
  ["video/webm; codecs=vp8", "video/webm"],
  ["application/pdf", "application/pdf"],
  [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ],
  ["text/html", "application/octet-stream"],
  ["TEXT/HTML;x", "application/octet-stream"],
  ["application/xhtml+xml", "application/octet-stream"],
  ["image/svg+xml", "application/octet-stream"],
  ["text/xml", "application/octet-stream"],
  ["application/xml", "application/octet-stream"],
  ["text/xsl", "application/octet-stream"],
  ["", "application/octet-stream"],
  ["nonsense", "application/octet-stream"],
  ["text /html", "application/octet-stream"],
  [`text/${"x".repeat(5000)}`, `text/${"x".repeat(127)}`],
])("the type %j becomes %j", ([type, safe]) => {
  expect(safeType(type)).toBe(safe);
});
