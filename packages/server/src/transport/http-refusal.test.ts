import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import type { Json, UpgradeErrorCode } from "@parlor/protocol";
import { expect, test } from "vitest";

import { refuseOverHttp } from "./http-refusal.ts";

test.for<[UpgradeErrorCode, Json, string | null]>([
  ["too_many_attempts", { after_ms: 1 }, "1"],
  ["too_many_attempts", { after_ms: 61_000 }, "61"],
  ["too_many_attempts", { after_ms: 61_001 }, "62"],
  ["going_away", { after_ms: 4000 }, "4"],
  ["too_many_connections", null, "10"],
  ["too_many_connections", { after_ms: "soon" }, "10"],
  ["going_away", null, "2"],
  ["unauthorized", { after_ms: 1000 }, null],
])("[TR3] %s with %j has Retry-After: %s", async ([code, details, seconds]) => {
  const socket = new PassThrough();
  refuseOverHttp(socket, code, details);
  const answer = await text(socket);
  expect(/^Retry-After: (.*)\r$/mu.exec(answer)?.[1] ?? null).toBe(seconds);
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({ code, details });
});
