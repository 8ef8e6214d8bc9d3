/** The longest path that is worth to come back to. */
const LONGEST = 512;

/**
 * Reads where somebody wanted to go before they had to log in: a path of this site with its query, as browsers would
 * resolve it. Anything else is `"/"`, so that nobody's link can send people on to another site (an open redirect): other
 * schemes and hosts, `//host`, backslashes, which browsers take for slashes, and control characters, which they leave out.
 */
export function readNextPath(given: unknown): string {
  if (typeof given !== "string" || given.length > LONGEST || !given.startsWith("/") || ODD.test(given)) return "/";
  if (!URL.canParse(given, SITE)) return "/";
  const { origin, pathname, search } = new URL(given, SITE);
  // "/..//host" becomes "//host" only now
  return origin === SITE && !pathname.startsWith("//") ? pathname + search : "/";
}

/** Stands for this site, whatever its name is. */
const SITE = "https://site.invalid";

const ODD = /[\\\p{C}\p{Z}]/u;
