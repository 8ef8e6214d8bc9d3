import { forwardedAddress } from "@parlor/server/auth";

import type { Site } from "./site.ts";
import type { WebContext } from "./web-env.ts";

/** The address that a request comes from, or `null` if nobody knows. */
export function clientAddress({ settings: { proxies } }: Site, { env }: WebContext): string | null {
  // without a server, as in a test, there is no `env` at all
  const incoming = env?.incoming;
  return forwardedAddress({ headers: incoming?.headers ?? {}, remoteAddress: incoming?.socket.remoteAddress }, proxies);
}
