import { expect, test } from "vitest";

import { createLog } from "./log.ts";

function logged(fields: object): string {
  const lines: string[] = [];
  createLog("info", { write: (line) => void lines.push(line) }).info(fields, "happened");
  return lines.join("");
}

test("calls are told apart in the log, and not named", () => {
  const line = logged({ room: "kx3f-9m2q-7hwp-t4vn", path: "/calls/kx3f-9m2q-7hwp-t4vn/close" });
  expect(line).not.toContain("kx3f");
  expect(line).toMatch(/"room":"room-[\da-f]{8}","path":"\/calls\/room-[\da-f]{8}\/close"/);
});

test("a call's name is in the log in no other spelling, either", () => {
  const name = logged({ path: "/calls/kx3f-9m2q-7hwp-t4vn" }).match(/room-[\da-f]{8}/)?.[0] ?? "";
  for (const typed of ["KX3F-9M2Q-7HWP-T4VN", "kx3f9m2q7hwpt4vn"]) {
    expect(logged({ path: `/calls/${typed}` })).toContain(`"path":"/calls/${name}"`);
  }
  expect(logged({ path: "/calls/KX3F-9M2Q-7HWP-T4VN " })).toContain('"path":"/calls/?"');
});

test("what a database says of its rows is left out of the log, and what went wrong is not", () => {
  const error = Object.assign(new Error("duplicate key value"), {
    detail: "Key (name_key)=(ada) already exists.",
    where: "row of ada",
    params: ["ada", "$argon2id$"],
  });
  const line = logged({ err: error });
  expect(line).not.toMatch(/ada|argon2id/);
  expect(line).toContain("duplicate key value");
});
