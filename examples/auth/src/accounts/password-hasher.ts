import { randomBytes } from "node:crypto";

import { hash, verify } from "@node-rs/argon2";

import { Turns } from "./turns.ts";

/** Makes of a password what can be kept. */
export interface PasswordHasher {
  /** A new hash each time, with its salt and parameters, in PHC format. @throws BusyError */
  hash(password: string): Promise<string>;
  /** Whether the hash was made of this password. Takes as long either way. @throws BusyError */
  verify(hashed: string, password: string): Promise<boolean>;
  /** A hash of no password at all, with today's parameters: what to verify against where there is no account. */
  readonly decoy: string;
  /** Whether the hash was made with other parameters than today's. */
  isOutdated(hashed: string): boolean;
}

/**
 * Argon2id as OWASP's Password Storage Cheat Sheet wants it at least: 19 MiB of memory, two passes, one lane. Raising one
 * of them is all there is to do: hashes of before are made anew as their owners log in.
 */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** How a hash with these parameters begins, in PHC format; Argon2's version is always 1.3. */
const PREFIX = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;

/** Each takes 19 MiB and a core. Of Node's four threads for such work, two are left for files and names. */
const LIMITS = { atOnce: 2, waiting: 32 };

/** The hasher of real passwords: a few at a time for the whole program. */
export function createPasswordHasher(): PasswordHasher {
  const turns = new Turns(LIMITS);
  return {
    hash: (password) => turns.run(() => hash(password, PARAMETERS)),
    verify: (hashed, password) => turns.run(() => verify(hashed, password)),
    decoy: createDecoy(),
    isOutdated: (hashed) => !hashed.startsWith(PREFIX),
  };
}

/** Random bytes look like a hash, and are that of no password that anybody could find. */
function createDecoy(): string {
  return `${PREFIX}${randomBase64(16)}$${randomBase64(PARAMETERS.outputLen)}`;
}

/** PHC's base64 has no padding. */
function randomBase64(bytes: number): string {
  return randomBytes(bytes).toString("base64").replaceAll("=", "");
}
