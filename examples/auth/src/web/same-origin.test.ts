import { expect, test } from "vitest";

import { isSameOrigin } from "./same-origin.ts";

const OWN = "https://own.example:8443";
const HOST = "own.example:8443";

test.for([
  ["both headers say so", OWN, "same-origin"],
  ["an old browser sends Origin alone", OWN, undefined],
  ["a browser may leave Origin out", undefined, "same-origin"],
] as const)("a page of this host may send a form: %s", ([, origin, fetchSite]) => {
  expect(isSameOrigin({ host: HOST, origin, fetchSite })).toBe(true);
});

test("the usual port need not be there", () => {
  expect(isSameOrigin({ host: "own.example", origin: "https://own.example", fetchSite: undefined })).toBe(true);
  expect(isSameOrigin({ host: "own.example:443", origin: "https://own.example", fetchSite: undefined })).toBe(true);
});

test.for([
  ["neither header is there", undefined, undefined],
  ["another site", "https://other.example", "cross-site"],
  ["another site, in an old browser", "https://other.example", undefined],
  ["another host of the same site", "https://x.own.example:8443", "same-site"],
  ["another port", "https://own.example", "same-site"],
  ["without TLS", "http://own.example:8443", undefined],
  ["a sandboxed page", "null", "cross-site"],
  ["a sandboxed page, in an old browser", "null", undefined],
  ["no URL", "own", undefined],
  ["a click in the address bar sends no forms", OWN, "none"],
  ["two that disagree", OWN, "cross-site"],
  ["two that disagree the other way round", "https://other.example", "same-origin"],
  ["a name before the host", "https://own.example:8443@other.example", undefined],
] as const)("nobody else may: %s", ([, origin, fetchSite]) => {
  expect(isSameOrigin({ host: HOST, origin, fetchSite })).toBe(false);
});
