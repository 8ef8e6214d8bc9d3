import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import type { Json, UpgradeErrorCode } from "@parlor/protocol";
import { expect, test } from "vitest";

import { refuseOverHttp } from "./http-refusal.ts";

async function answerTo(code: UpgradeErrorCode, details: Json): Promise<string> {
  const socket = new PassThrough();
  refuseOverHttp(socket, code, details);
  return text(socket);
}

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
  const answer = await answerTo(code, details);
  expect(/^Retry-After: (.*)\r$/mu.exec(answer)?.[1] ?? null).toBe(seconds);
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({ code, details });
});

test("[TR3] 401 says how to authenticate, and nothing else does (RFC 9110 section 15.5.2)", async () => {
  expect(await answerTo("unauthorized", "bad_token")).toMatch(/^HTTP\/1\.1 401 .*^WWW-Authenticate: Bearer\r$/msu);
  expect(await answerTo("banned", null)).not.toContain("WWW-Authenticate");
});
