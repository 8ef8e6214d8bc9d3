import { format } from "node:util";

import { test } from "vitest";

// On Bun, "vitest" is bun:test, which has all that these files use but for test.for.

type Body = (...values: unknown[]) => unknown;

Object.assign(test, {
  for: (cases: readonly unknown[]) => (title: string, body: Body) => {
    for (const one of cases)
      test(Array.isArray(one) ? format(title, ...one) : format(title, one), () => body(one) as void);
  },
});
