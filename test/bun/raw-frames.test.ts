import { afterAll, beforeAll, expect, test } from "vitest";

import { BunLines, turn } from "../../packages/server/fixtures/bun-lines.ts";
import { frame } from "../../packages/server/fixtures/raw-client.ts";
import { FRAMING_CASES } from "../contracts/raw/framing-cases.ts";
import type { RawCase } from "../contracts/raw/raw-case.ts";
import { TEXT_CASES } from "../contracts/raw/text-cases.ts";

// The cases of test/contracts/raw-frames.test.ts on Bun's own parser.

const CASES = [...FRAMING_CASES, ...TEXT_CASES];

/**
 * Where Bun differs: it judges a length when the four octets of the mask have come as well, and a message in fragments when
 * there is too much of it. What the cases leave out, then.
 */
const LEFT_OUT: readonly (readonly [name: RegExp, bytes: Buffer])[] = [
  [/^no more than the length of a (?:text|binary frame) of 65537 bytes$/u, Buffer.alloc(4)],
  [/^a length of \d+$/u, Buffer.alloc(4)],
  [/^a continuation of 2\^63 bytes$/u, Buffer.alloc(4)],
  [/^fragments that are too much together from the head on$/u, Buffer.alloc(4 + 30_000)],
];
/** It bounds the bytes of a message and not the number of its fragments, of which empty ones cost no memory. */
const INSTEAD: readonly RawCase[] = [
  { ...named("16,385 fragments"), told: ["text heard", "text "], back: [], ends: false },
];
const STILL_THERE = frame(0x89, "still there?");

let lines: BunLines;
beforeAll(() => {
  lines = new BunLines();
});
afterAll(() => lines[Symbol.asyncDispose]());

/** Octet by octet, at the beginning and at the end, where frames have their heads. */
function octets(bytes: Buffer): Buffer[] {
  const [first, last] = [Math.min(60, bytes.length), Math.max(60, bytes.length - 30)];
  const single = (part: Buffer): Buffer[] => Array.from(part, (octet) => Buffer.from([octet]));
  return [...single(bytes.subarray(0, first)), bytes.subarray(first, last), ...single(bytes.subarray(last))];
}

async function meets({ told, back, ends }: RawCase, pieces: readonly Buffer[]): Promise<void> {
  const line = await lines.connect();
  for (const piece of ends ? pieces : [...pieces, STILL_THERE]) {
    if (piece.length > 0 && line.client.writable) line.client.write(piece);
    await turn();
  }
  if (ends) await line.ended;
  await line.until((back) => back.includes(ends ? "end" : "pong still there?"));
  expect(line.told).toEqual(ends ? [...told] : [...told, "ping"]);
  expect(line.back).toEqual(ends ? [...back] : [...back, "pong still there?"]);
  line.client.destroy();
  await line.ended;
}

function named(name: string): RawCase {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no case ${name}`);
  return found;
}

for (const each of CASES) {
  const one = INSTEAD.find(({ name }) => name === each.name) ?? each;
  test(`[TR9] bun: ${one.name}`, async () => {
    const [, leftOut = Buffer.alloc(0)] = LEFT_OUT.find(([name]) => name.test(one.name)) ?? [];
    const bytes = Buffer.concat([one.bytes, leftOut]);
    await meets(one, [bytes]);
    await meets(one, octets(bytes));
  });
}
