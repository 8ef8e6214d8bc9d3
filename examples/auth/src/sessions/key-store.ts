/** A key as it is kept. */
export interface StoredKey {
  /** 1 for the first one, and one more for each that follows. */
  readonly generation: number;
  readonly kid: string;
  /** 256 bits, from which the keys for all purposes are derived. */
  readonly secret: Uint8Array;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Where keys are kept. Several processes may share one. */
export interface KeyStore {
  /** All keys, the oldest first. */
  read(): readonly StoredKey[];
  /** Keeps a key, unless there is one of that generation: what another process has made is never written over. */
  add(key: StoredKey): void;
  /** Forgets a key, if it is still there. */
  remove(key: StoredKey): void;
}

/** Keeps keys in memory: they end with the process. */
export function createMemoryStore(): KeyStore {
  const keys = new Map<number, StoredKey>();
  return {
    read: () => [...keys.values()].sort((one, other) => one.generation - other.generation),
    add: (key) => {
      if (!keys.has(key.generation)) keys.set(key.generation, key);
    },
    remove: ({ generation }) => {
      keys.delete(generation);
    },
  };
}
