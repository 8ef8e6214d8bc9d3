import type { Json } from "@parlor/protocol";

/** Whether a value can be told: not a cycle, a BigInt, a function. Never throws. */
export function isJson(value: unknown): value is Json {
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** A reason as it can be told: what the application gave, or `null` if that is not JSON. */
export function asJson(reason: Json): Json {
  return isJson(reason) ? reason : null;
}
