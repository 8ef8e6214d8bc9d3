import type { UpgradeRequest } from "./upgrade-request.ts";

/**
 * Whether a page of this origin may connect: the defence against cross-site WebSocket hijacking, for which cookies are
 * no obstacle (RFC 6455 section 10.2, RFC 6454). Without an `Origin` the client is no browser, and there is no page to
 * hijack. `null`, the origin of sandboxed and local pages, is never the server's own.
 *
 * @param allowed exact origins to allow besides the server's own, or `false` to allow any.
 */
export function isOriginAllowed(request: UpgradeRequest, allowed: readonly string[] | false): boolean {
  const { origin } = request.headers;
  if (origin === undefined || allowed === false || allowed.includes(origin)) return true;
  return URL.canParse(origin) && isOwnOrigin(new URL(origin), request);
}

function isOwnOrigin(origin: URL, { headers, secure }: UpgradeRequest): boolean {
  // a page that came over plain http may have been changed on its way, so it is a stranger to a TLS socket
  if (secure && origin.protocol !== "https:") return false;
  const own = `${origin.protocol}//${headers.host ?? ""}`;
  return URL.canParse(own) && new URL(own).host === origin.host && origin.host !== "";
}
