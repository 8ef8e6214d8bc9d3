import { ConfigError } from "../observe/errors.ts";
import { readAddress } from "./address-key.ts";

/** What an HTTP request, or an upgrade, says of where it comes from. */
export interface ForwardedRequest {
  /** By names in lower case, as of Node's `IncomingMessage`. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Of the socket: `request.socket.remoteAddress` of Node's. */
  readonly remoteAddress: string | null | undefined;
}

/**
 * The client's address behind so many proxies, each of which appends the address that it was asked from to
 * `X-Forwarded-For`: the entry that the farthest of them wrote. What stands to the left of it is the client's own word, and is
 * never looked at. The address of the socket if there are no proxies, if the header is too short, so that the request
 * did not come through all of them, or if the entry is no address.
 *
 * @param proxies how many proxies of yours, 0 to 100, stand between the client and this server. One too many, and clients can
 * choose their address; one too few, and they all have that of a proxy.
 * @throws ConfigError `invalid_option` for any other number.
 */
export function forwardedAddress({ headers, remoteAddress }: ForwardedRequest, proxies: number): string | null {
  if (!Number.isInteger(proxies) || proxies < 0 || proxies > MAX_PROXIES) {
    throw new ConfigError("invalid_option", `proxies: expected a whole number from 0 to ${MAX_PROXIES}`);
  }
  const header = headers["x-forwarded-for"] ?? "";
  // several headers are one list (RFC 9110 section 5.3)
  const entries = (Array.isArray(header) ? header.join(",") : header).split(",");
  const entry = proxies === 0 ? undefined : entries.at(-proxies);
  return addressIn(entry?.trim() ?? "") ?? remoteAddress ?? null;
}

const MAX_PROXIES = 100;

/** Some proxies write a port as well. */
function addressIn(entry: string): string | null {
  const [, v6, v4] = /^\[([^\]]*)\](?::\d{1,5})?$|^([\d.]+):\d{1,5}$/u.exec(entry) ?? [];
  return readAddress(v6 ?? v4 ?? entry)?.ip ?? null;
}
