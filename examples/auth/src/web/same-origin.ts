/** The headers that say whose page has sent a request. */
export interface SenderHeaders {
  /** The `Host` that was asked. */
  readonly host: string;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly fetchSite: string | undefined;
}

/**
 * Whether a request comes from a page of this very host (Fetch Metadata, and RFC 6454 section 7). Browsers say so with one
 * header or both, and pages cannot forge either; whoever sends neither is no browser with somebody's cookies. A browser
 * may send `Origin: null`, which is nobody's.
 */
export function isSameOrigin({ host, origin, fetchSite }: SenderHeaders): boolean {
  if (fetchSite === undefined && origin === undefined) return false;
  if (fetchSite !== undefined && fetchSite !== "same-origin") return false;
  return origin === undefined || isOwn(origin, host);
}

function isOwn(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: its } = new URL(origin);
  // the session's cookie is sent over TLS alone, so a page that came without is a stranger
  return protocol === "https:" && URL.canParse(`https://${host}`) && new URL(`https://${host}`).host === its;
}
