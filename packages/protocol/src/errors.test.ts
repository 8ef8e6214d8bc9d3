import { expect, test } from "vitest";

import { ERRORS, isErrorCode, retryAfterClose } from "./index.ts";

test("[ER1] errors that share a close code share their retry rule", () => {
  for (const [code, { close, retry }] of Object.entries(ERRORS)) {
    if (close !== null) expect([code, retryAfterClose(close)]).toEqual([code, retry]);
  }
});

test("[ER1] a client comes back after what the network did, and not after a refusal", () => {
  expect(retryAfterClose(1006)).toBe("yes");
  expect(retryAfterClose(4500)).toBe("yes");
  expect(retryAfterClose(4403)).toBe("no");
  expect(retryAfterClose(4409)).toBe("no");
  expect(retryAfterClose(4429)).toBe("later");
});

test("[ER2] the digits after the 4 of a close code are an HTTP status", () => {
  for (const { close, http } of Object.values(ERRORS)) {
    if (close === null || close < 4000) continue;
    expect(close - 4000).toBeGreaterThanOrEqual(400);
    if (http !== null) expect(close - 4000).toBe(http);
  }
});

test("knows its own codes, and nothing that objects inherit", () => {
  expect(isErrorCode("too_slow")).toBe(true);
  expect(isErrorCode("constructor")).toBe(false);
});
