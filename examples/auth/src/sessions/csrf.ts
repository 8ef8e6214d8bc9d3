import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import type { KeyRing } from "./key-ring.ts";

/**
 * Makes the token that a form carries, so that only a page of ours can send it: a nonce, and a code over it and over what
 * the form is bound to. That is the id of the session, or before log-in the value of the visitor's cookie. Each one is
 * another text, so that a compressed page does not give it away.
 *
 * See OWASP's Cross-Site Request Forgery Prevention Cheat Sheet, "Signed Double-Submit Cookie".
 */
export function csrfToken(keys: KeyRing, binding: string): string {
  const { kid, secret } = keys.newest("csrf");
  const nonce = randomBytes(16).toString("base64url");
  return `${kid}.${nonce}.${code(secret, nonce, binding).toString("base64url")}`;
}

const TOKEN = /^([\w-]{1,64})\.([\w-]{22})\.([\w-]{43})$/;

/** Whether `given` is a token made for the same binding, by a key that is still known. */
export function isCsrfToken(keys: KeyRing, binding: string, given: unknown): boolean {
  const [, kid = "", nonce = "", mac = ""] = (typeof given === "string" && TOKEN.exec(given)) || [];
  const key = keys.find("csrf", kid);
  return key !== null && timingSafeEqual(Buffer.from(mac, "base64url"), code(key.secret, nonce, binding));
}

function code(secret: Uint8Array, nonce: string, binding: string): Buffer {
  return createHmac("sha256", secret).update(`${nonce}.${binding}`).digest();
}
