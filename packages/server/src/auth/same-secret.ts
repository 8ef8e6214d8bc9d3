import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * Whether what somebody gives is the secret. Takes the same time wherever the two differ, and however long they are. What is
 * neither a string nor bytes is not the secret, and an empty secret, as of a setting that is missing, is nobody's.
 */
export function isSameSecret(given: unknown, secret: string | Uint8Array): boolean {
  if (secret.length === 0) return false;
  if (typeof given !== "string" && !(given instanceof Uint8Array)) return false;
  // halves of surrogate pairs all become the same bytes
  if (typeof given === "string" && !given.isWellFormed()) return false;
  return timingSafeEqual(digest(given), digest(secret));
}

/** Of equal length, as the comparison wants it, and nothing that could be foreseen. */
function digest(value: string | Uint8Array): Buffer {
  return createHmac("sha256", KEY).update(value).digest();
}

const KEY = randomBytes(32);
