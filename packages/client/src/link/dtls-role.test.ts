import { expect, test } from "vitest";

import { DtlsRole } from "./dtls-role.ts";

const OFFER = "v=0\r\na=setup:actpass\r\nm=video\r\na=setup:actpass\r\n";

function offerAfter(answer: string, by: "this side" | "the other side"): string {
  const role = new DtlsRole();
  role.settle(answer, by);
  return role.pin(OFFER);
}

test("the first offer leaves the choice", () => {
  expect(new DtlsRole().pin(OFFER)).toBe(OFFER);
});

test.for([
  ["active", "this side", "active"],
  ["passive", "this side", "passive"],
  ["active", "the other side", "passive"],
  ["passive", "the other side", "active"],
] as const)("after an answer of %s by %s, this side offers to be %s, in every section", ([answered, by, own]) => {
  expect(offerAfter(`v=0\r\na=setup:${answered}\r\n`, by)).toBe(OFFER.replaceAll("actpass", own));
});

test("the first answer counts, whatever a later one says", () => {
  const role = new DtlsRole();
  role.settle("a=setup:active\r\n", "this side");
  role.settle("a=setup:active\r\n", "the other side");
  expect(role.pin(OFFER)).toContain("a=setup:active");
});

test("an answer that says nothing settles nothing", () => {
  expect(offerAfter("v=0\r\n", "this side")).toBe(OFFER);
});
