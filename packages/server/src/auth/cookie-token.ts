import type { UpgradeRequest } from "../peer/upgrade-request.ts";

/**
 * The value of a cookie, decoded; `null` without one, and for a request without an `Origin` header. A browser brings cookies
 * whoever's page has opened the socket, so they only count where the Origin check of `allowedOrigins` has had something
 * to look at; every browser says the origin. (`allowedOrigins: false` turns that check off: then take no cookies.)
 */
export function cookieToken(request: Pick<UpgradeRequest, "headers" | "cookies">, name: string): string | null {
  if (request.headers.origin === undefined) return null;
  const value = Object.hasOwn(request.cookies, name) ? request.cookies[name] : undefined;
  return value === undefined || value === "" ? null : value;
}
