import { expect, test } from "vitest";

import { proofOf, sipHash } from "./proof.ts";
import { newToken } from "./token.ts";

// The key of the paper's appendix A, as 64-bit words.
const KEY = [0x0706050403020100n, 0x0f0e0d0c0b0a0908n] as const;

// From the reference implementation's vectors, of the bytes 0, 1, 2… up to a length.
test.for([
  [0, 0x726fdb47dd0e0e31n],
  [1, 0x74f839c593dc67fdn],
  [7, 0xab0200f58b01d137n],
  [8, 0x93f5f5799a932462n],
  [15, 0xa129ca6149be45e5n],
] as const)("SipHash-2-4 of %i bytes is that of the reference", ([length, expected]) => {
  expect(
    sipHash(
      ...KEY,
      Uint8Array.from({ length }, (_, index) => index),
    ),
  ).toBe(expected);
});

test("both sides make the same proof of the same text, and only of that", () => {
  const [mine, yours] = [newToken(), newToken()];
  const proof = proofOf([mine, yours], "relink B A");
  expect(proof).toMatch(/^[\da-f]{32}$/u);
  expect(proofOf([yours, mine], "relink B A")).toBe(proof);
  expect(proofOf([mine, yours], "relink A B")).not.toBe(proof);
  expect(proofOf([mine, newToken()], "relink B A")).not.toBe(proof);
});

test("every digit of both tokens counts", () => {
  const [mine, yours] = ["0".repeat(32), "f".repeat(32)];
  const proofs = new Set([proofOf([mine, yours], "")]);
  for (let digit = 0; digit < 32; digit += 1) {
    proofs.add(proofOf([mine, `${yours.slice(0, digit)}0${yours.slice(digit + 1)}`], ""));
    proofs.add(proofOf([`${mine.slice(0, digit)}f${mine.slice(digit + 1)}`, yours], ""));
  }
  expect(proofs.size).toBe(65);
});
