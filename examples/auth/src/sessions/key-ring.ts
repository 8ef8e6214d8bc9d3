import { hkdfSync, randomBytes } from "node:crypto";
import { join } from "node:path";

import { createKeyFolder } from "./key-folder.ts";
import { createMemoryStore, type KeyStore, type StoredKey } from "./key-store.ts";

/** What a key is for. Each purpose has keys of its own: what is signed for one is worth nothing for another. */
export type KeyPurpose = "session" | "join" | "csrf";

/** A key for HMAC-SHA-256. */
export interface Key {
  /** Its name. What it signs says by it which key that was. */
  readonly kid: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

const HOUR_MS = 60 * 60 * 1000;
/** For so long a key signs. */
const SIGNS_MS = 30 * 24 * HOUR_MS;
/** Nothing is valid for longer after it was signed: a session takes 12 hours at most, and a form may lie open for a day. */
const VALID_MS = 24 * HOUR_MS;
/** Anybody can make up the name of a key: so often at most it is looked for on the disk. */
const LOOK_MS = 1_000;
/** So often it looks in any case, whether somebody has changed what is in the folder. */
const UPDATE_MS = 24 * HOUR_MS;
/** How long to go on as before when the disk fails. */
const RETRY_MS = 60_000;

/**
 * The keys that sign. The newest one does; those before it can be found for as long as something they have signed can be
 * valid. After 30 days, the next use makes a new one. Several processes can share the keys in a folder.
 */
export class KeyRing {
  readonly #store: KeyStore;
  readonly #now: () => number;
  /** The oldest first. */
  #keys: readonly StoredKey[] = [];
  #derived = new Map<string, Key>();
  #lookedAt = -Infinity;
  /** When a key is due to be made, or to be dropped. */
  #changesAt = -Infinity;

  /** Takes the keys of a store, and makes the first one if there is none. @throws StartError */
  constructor(store: KeyStore, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
    this.#update();
  }

  /** The key that signs now. */
  newest(purpose: KeyPurpose): Key {
    this.#updateIfDue();
    const key = this.#keys.at(-1);
    if (key === undefined) throw new Error("There is always a key");
    return this.#derive(key, purpose);
  }

  /** The key of this name, or `null` if there is none, or none any more. For names that may be made up by anybody. */
  find(purpose: KeyPurpose, kid: string): Key | null {
    this.#updateIfDue();
    const key = this.#byKid(kid) ?? this.#lookFor(kid);
    return key === undefined ? null : this.#derive(key, purpose);
  }

  #byKid(kid: string): StoredKey | undefined {
    return this.#keys.find((key) => key.kid === kid);
  }

  /** Another process may have made it a moment ago. */
  #lookFor(kid: string): StoredKey | undefined {
    if (Math.abs(this.#now() - this.#lookedAt) < LOOK_MS) return undefined;
    this.#try(() => this.#update());
    return this.#byKid(kid);
  }

  #updateIfDue(): void {
    if (this.#now() >= this.#changesAt) this.#try(() => this.#update());
  }

  /** The keys there are will do for now: what the disk cannot do must log nobody out. */
  #try(update: () => void): void {
    try {
      update();
    } catch (error) {
      this.#changesAt = this.#now() + RETRY_MS;
      process.emitWarning(error instanceof Error ? error.message : String(error));
    }
  }

  #update(): void {
    const now = this.#now();
    this.#lookedAt = now;
    let keys = this.#store.read();
    const newest = keys.at(-1);
    if (newest === undefined || now >= newest.createdAt + SIGNS_MS) {
      this.#store.add(newKey((newest?.generation ?? 0) + 1, now));
      // it may be another process's that we have now
      keys = this.#store.read();
    }
    const kept = keys.filter((_, index) => now < goneAt(keys, index));
    for (const key of keys) if (!kept.includes(key)) this.#store.remove(key);
    this.#keys = kept;
    this.#derived = new Map();
    const changes = kept.map((key, index) => (key === kept.at(-1) ? key.createdAt + SIGNS_MS : goneAt(kept, index)));
    this.#changesAt = Math.min(now + UPDATE_MS, ...changes);
  }

  #derive(key: StoredKey, purpose: KeyPurpose): Key {
    const id = `${purpose} ${key.kid}`;
    const known = this.#derived.get(id);
    if (known !== undefined) return known;
    const secret = new Uint8Array(hkdfSync("sha256", key.secret, "", `parlor-auth-example ${purpose}`, KEY_BYTES));
    const derived = { kid: key.kid, secret };
    this.#derived.set(id, derived);
    return derived;
  }
}

const KEY_BYTES = 32;

/** When nothing that the key has signed can be valid any more: it stopped when the next one was made. */
function goneAt(keys: readonly StoredKey[], index: number): number {
  const next = keys[index + 1];
  return next === undefined ? Infinity : next.createdAt + VALID_MS;
}

function newKey(generation: number, now: number): StoredKey {
  return { generation, kid: randomBytes(9).toString("base64url"), secret: randomBytes(KEY_BYTES), createdAt: now };
}

/**
 * Opens the keys in `keys` below the folder, and makes the first one at the first start; or has some in memory (`null`).
 *
 * @throws StartError if they cannot be read or written, are damaged, or can be read by others.
 */
export async function openKeyRing(folder: string | null, now?: () => number): Promise<KeyRing> {
  return new KeyRing(folder === null ? createMemoryStore() : createKeyFolder(join(folder, "keys")), now);
}
