import { isWithinDepth, type Json } from "@parlor/protocol";

/** Whether a value can be written as JSON, wherever it ends up: no cycle, no BigInt, no function, not too deep. Never throws. */
export function isJson(value: unknown): value is Json {
  return jsonBytes(value) !== null;
}

/** How many bytes a value takes as JSON, or `null` if it cannot be written as such. Never throws. */
export function jsonBytes(value: unknown): number | null {
  try {
    const text = isWithinDepth(value, MAX_DEPTH) ? JSON.stringify(value) : undefined;
    return text === undefined ? null : Buffer.byteLength(text);
  } catch {
    return null;
  }
}

/** A reason as it can be told: what the application gave, or `null` if that is not JSON. */
export function asJson(reason: Json): Json {
  return isJson(reason) ? reason : null;
}

/** What is deeper may fit here and not where it is written, which is elsewhere on the stack. */
const MAX_DEPTH = 64;
