import type { PasswordHasher } from "../../../examples/auth/src/accounts/password-hasher.ts";

/** A hasher that is quick, and counts. Its hashes say which version of its parameters made them. */
export interface CountingHasher extends PasswordHasher {
  /** What it had to do since it was asked last. */
  takeCounts(): { readonly hashes: number; readonly verifications: number };
}

export function createCountingHasher(version = 1): CountingHasher {
  let hashes = 0;
  let verifications = 0;
  return {
    hash: (password) => {
      hashes += 1;
      return Promise.resolve(`${version}:${password}`);
    },
    verify: (hashed, password) => {
      verifications += 1;
      return Promise.resolve(hashed.slice(hashed.indexOf(":") + 1) === password);
    },
    decoy: `${version}:\u0001`,
    isOutdated: (hashed) => !hashed.startsWith(`${version}:`),
    takeCounts: () => {
      const counts = { hashes, verifications };
      hashes = 0;
      verifications = 0;
      return counts;
    },
  };
}
