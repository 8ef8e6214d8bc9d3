import { expect, test } from "vitest";

import { connectionInWords } from "./connection-words.ts";

const ALONE = { now: 10_000, others: 0 };
const TOGETHER = { now: 10_000, others: 2 };
const waiting = { name: "waiting", attempt: 1, retryAt: 12_400, error: null } as const;

test("nothing is said while all is well", () => {
  expect(connectionInWords({ name: "open", peerId: "a", room: "b" }, TOGETHER)).toBeNull();
});

test("the first attempt is joining", () => {
  expect(connectionInWords({ name: "connecting", attempt: 0 }, ALONE)).toBe("Joining…");
});

test("those who still see each other are told so, and when it is tried again", () => {
  expect(connectionInWords(waiting, TOGETHER)).toBe(
    "No connection to the server. You can still see and hear each other. Trying again in 3 s…",
  );
  expect(connectionInWords(waiting, ALONE)).toBe("No connection to the server. Trying again in 3 s…");
});

test("what the server has said comes first", () => {
  const error = { code: "going_away", description: "", details: null } as const;
  expect(connectionInWords({ ...waiting, error }, ALONE)).toMatch(/^The server is being restarted\./);
});

test("a time that is over is still a second away", () => {
  expect(connectionInWords(waiting, { ...ALONE, now: 99_000 })).toContain("in 1 s");
});
