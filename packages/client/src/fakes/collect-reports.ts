import { afterEach, beforeEach, vi } from "vitest";

/** For a file of tests whose clock stands still: gives back what each test has reported, as a browser's `reportError` hears it. */
export function collectReports(): unknown[] {
  const reported: unknown[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    reported.length = 0;
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  return reported;
}
