import { expect, test } from "vitest";

import { BusyError } from "../../../examples/auth/src/accounts/busy-error.ts";
import { createPasswordHasher } from "../../../examples/auth/src/accounts/password-hasher.ts";

const hasher = createPasswordHasher();

/** Argon2id of 1, with a pass more. */
const OLD = "$argon2id$v=19$m=1024,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$qWVNYQhM0OjSzCTdlHfHVLLQX/Ce8a+fStA0e8t2f0Y";

test("a password is kept as Argon2id with OWASP's parameters, each time with another salt", async () => {
  const [one, other] = await Promise.all([hasher.hash("correct horse"), hasher.hash("correct horse")]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(other);
  expect(await hasher.verify(one, "correct horse")).toBe(true);
  expect(await hasher.verify(one, "correct horsE")).toBe(false);
  expect(hasher.isOutdated(one)).toBe(false);
});

test("the decoy looks like any hash, and nothing fits it", async () => {
  expect(hasher.decoy).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(hasher.isOutdated(hasher.decoy)).toBe(false);
  for (const password of ["", "correct horse", "\u0000"])
    expect(await hasher.verify(hasher.decoy, password)).toBe(false);
});

test("a hash with other parameters is known as such", () => {
  expect(hasher.isOutdated(OLD)).toBe(true);
  expect(hasher.isOutdated(hasher.decoy.replace("t=2", "t=3"))).toBe(true);
  expect(hasher.isOutdated(hasher.decoy.replace("argon2id", "argon2i"))).toBe(true);
});

test("what comes when too much is waiting is refused at once", async () => {
  const busy = createPasswordHasher();
  const all = await Promise.allSettled(Array.from({ length: 40 }, () => busy.verify(busy.decoy, "x")));
  const refused = all.filter((result) => result.status === "rejected").map(({ reason }): unknown => reason);
  expect(refused).toHaveLength(40 - 2 - 32);
  for (const reason of refused) expect(reason).toBeInstanceOf(BusyError);
});
