import { ConfigError } from "./observe/errors.ts";

// How a value of an option is checked. Each throws a ConfigError that names the option.

/** Refuses names that are no options, under the path they stand in. */
export function refuseUnknown(path: string, options: object, known: readonly string[]): void {
  if (typeof options !== "object") throw wrong(path, options, "an object");
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new ConfigError("invalid_option", `${path === "" ? name : `${path}.${name}`}: there is no such option`);
  }
}

/** A positive number, or `Infinity` for `false`. */
export function positive(name: string, value: unknown): number {
  if (value === false) return Number.POSITIVE_INFINITY;
  if (typeof value === "number" && value > 0 && isBearable(name, value)) return value;
  throw wrong(name, value, "false or a positive number");
}

/** A whole number of bytes, or `Infinity` for `false`. Transports count frames with 32 bits. */
export function wholeBytes(name: string, value: unknown): number {
  const bytes = positive(name, value);
  if (bytes === Number.POSITIVE_INFINITY || (Number.isInteger(bytes) && bytes < 2 ** 31)) return bytes;
  throw wrong(name, value, "false or a whole number below 2147483648");
}

/** A positive number, which cannot be turned off. */
export function positiveNumber(name: string, value: unknown): number {
  if (value !== false) return positive(name, value);
  throw wrong(name, value, "a positive number");
}

/** Zero or more. */
export function notNegative(name: string, value: unknown): number {
  if (typeof value === "number" && value >= 0 && isBearable(name, value)) return value;
  throw wrong(name, value, "a number of at least 0");
}

/** A longer time makes timers fire at once (Node's limit is 2^31 - 1 ms). */
function isBearable(name: string, value: number): boolean {
  return Number.isFinite(value) && (!name.endsWith("Ms") || value <= 2_147_483_647);
}

/** The error that names the option, what it got and what it wants. */
export function wrong(name: string, got: unknown, expected: string): ConfigError {
  // JSON says null for Infinity and nothing at all for undefined
  const shown =
    typeof got === "number" || typeof got === "bigint" || got === undefined ? `${got}` : JSON.stringify(got);
  return new ConfigError("invalid_option", `${name}: expected ${expected}, got ${shown}`);
}
