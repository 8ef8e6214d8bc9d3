import { createHash, timingSafeEqual } from "node:crypto";

/** Who a client says it is. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Reads the value of the `credentials` cookie, or says `null` if it holds none. Never throws: a cookie is whatever its
 * client has written.
 *
 * For learning only. A password in a cookie that scripts can read is one injected script away from being stolen. A real
 * application sends the password once, to a login page, and gets a session in an `HttpOnly` cookie for it.
 */
export function readCredentials(cookie: string | undefined): Credentials | null {
  const value = parseJson(cookie ?? "");
  if (typeof value !== "object" || value === null) return null;
  if (!("username" in value) || !("password" in value)) return null;
  const { username, password } = value;
  if (typeof username !== "string" || typeof password !== "string") return null;
  return { username, password };
}

/** Whether both are the same. Takes the same time wherever they differ, so that nobody can guess letter by letter. */
export function areSame(given: Credentials, expected: Credentials): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** `timingSafeEqual` wants equal lengths, and a digest has one. */
function digest({ username, password }: Credentials): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([username, password]))
    .digest();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
