import { ConnectionError } from "../errors.ts";

const SCHEMES: ReadonlyMap<string, string> = new Map([
  ["ws:", "ws:"],
  ["wss:", "wss:"],
  ["http:", "ws:"],
  ["https:", "wss:"],
]);

/**
 * The absolute `ws:` or `wss:` URL for what a program wrote: a WebSocket URL, an HTTP one, or one relative to the page.
 * Any fragment is cut off.
 *
 * @throws ConnectionError `bad_url`. Its message never repeats the URL, which may carry a token.
 */
export function socketUrl(url: string | URL): string {
  const absolute = parse(url);
  const scheme = SCHEMES.get(absolute.protocol);
  if (scheme === undefined) throw new ConnectionError("bad_url", `scheme ${absolute.protocol}`);
  absolute.protocol = scheme;
  absolute.hash = "";
  return absolute.href;
}

function parse(url: string | URL): URL {
  const page = typeof location === "undefined" ? undefined : location.href;
  if (!URL.canParse(url, page)) {
    throw new ConnectionError(
      "bad_url",
      page === undefined ? "there is no page to resolve it against" : "cannot be read",
    );
  }
  return new URL(url, page);
}
