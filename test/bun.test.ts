import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

import { expect, test } from "vitest";

import { findBun, NO_BUN } from "../bench/src/process/bun.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** The contract of all transports, on a real Bun, and what only that can show. */
const FILES = ["test/bun/", "test/contracts/transport.test.ts", "test/contracts/first-token.test.ts"];

test("[TR11] what every transport owes, the one on Bun owes and pays as well", ({ skip }): void => {
  const bun = findBun();
  if (bun === null && process.env["CI"] !== undefined) throw new Error(NO_BUN);
  if (bun === null) return skip(NO_BUN);
  const preload = resolve(ROOT, "test/bun/preload.ts");
  const options = ["test", "--conditions=@parlor/source", `--preload=${preload}`, "--timeout=20000"];
  const { status, stderr } = spawnSync(bun.file, [...options, ...FILES.map((file) => `./${file}`)], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const failures = stderr.split("\n").filter((line) => !line.startsWith("(pass)"));
  if (status !== 0) throw new Error(failures.join("\n"));
  expect(stderr).toMatch(/^ \d{3,} pass$/mu);
}, 120_000);
