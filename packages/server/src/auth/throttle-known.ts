/**
 * From which addresses accounts have been logged in to, for 30 days, in this process: of each account the last few addresses,
 * and of all accounts those last logged in to. So many log-ins to one's own account make no other one forgotten.
 */
export class KnownPairs {
  readonly #maxAccounts: number;
  /** By account, those last logged in to last: when each of its pairs was last logged in by, the latest last. */
  readonly #accounts = new Map<string, Map<string, number>>();

  constructor(maxAccounts: number) {
    this.#maxAccounts = maxAccounts;
  }

  /** Whether a pair has logged in to that account. Both are keys of `accountKey`. */
  has(account: string, pair: string, now: number): boolean {
    const at = this.#accounts.get(account)?.get(pair);
    return at !== undefined && now - at < KNOWN_MS;
  }

  add(account: string, pair: string, now: number): void {
    const pairs = this.#accounts.get(account) ?? new Map<string, number>();
    putLast(pairs, pair, now, MAX_PAIRS);
    putLast(this.#accounts, account, pairs, this.#maxAccounts);
  }
}

function putLast<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= max) return;
    map.delete(first);
  }
}

const KNOWN_MS = 30 * 24 * 60 * 60_000;
/** Somebody's home, work, telephone and a few places more. */
const MAX_PAIRS = 8;
