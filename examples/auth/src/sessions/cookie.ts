/**
 * The name of the session's cookie. The prefix makes the browser insist on Secure, on Path=/ and on no Domain, so that
 * no other host of the same site can set it (RFC 6265bis, section 4.1.3.2).
 */
export const SESSION_COOKIE = "__Host-session";

/** The name of the cookie that a form is bound to before anybody has logged in. */
export const VISITOR_COOKIE = "__Host-visitor";

/** No session lasts longer. */
const MAX_AGE_S = 12 * 60 * 60;

/**
 * The `Set-Cookie` header that sets the session's cookie, or takes it away. The token in it says itself when it expires;
 * the browser only has to have forgotten it by the time when no session can last any more.
 */
export function cookieHeader(value: string | null): string {
  return setCookie(SESSION_COOKIE, value);
}

/** The same for a visitor. */
export function visitorCookieHeader(value: string | null): string {
  return setCookie(VISITOR_COOKIE, value);
}

function setCookie(name: string, value: string | null): string {
  return `${name}=${value ?? ""}; Path=/; Max-Age=${value === null ? 0 : MAX_AGE_S}; HttpOnly; Secure; SameSite=Lax`;
}
