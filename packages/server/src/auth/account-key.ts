import { addressKey } from "./address-key.ts";

/**
 * A log-in name as a key to count by, whatever case and form it is written in. With an address it is the key of that name as
 * tried from there, which can be blocked without locking out an owner who is elsewhere: see {@link Throttle.attempt} for how the
 * two are used together.
 */
export function accountKey(name: unknown, address?: string | null): string {
  // a name that is longer than any account's need not be normalised whole
  const text = typeof name === "string" ? name.slice(0, MAX_LENGTH).normalize("NFKC").toLowerCase().trim() : "";
  return address === undefined ? `account:${text}` : `pair:${addressKey(address)} ${text}`;
}

const MAX_LENGTH = 256;
