import { TOKEN_SUBPROTOCOL_PREFIX } from "@parlor/protocol";

import type { UpgradeRequest } from "../peer/upgrade-request.ts";

/**
 * The token that a client offers as a subprotocol (`parlor.token.` before it), else that of its `Authorization: Bearer`
 * header (RFC 6750 section 2.1), which browsers cannot set on a WebSocket; `null` without one. Nothing has checked it yet.
 */
export function bearerToken(request: Pick<UpgradeRequest, "headers" | "subprotocols">): string | null {
  const offered = request.subprotocols.find((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX));
  const token = offered?.slice(TOKEN_SUBPROTOCOL_PREFIX.length) ?? "";
  if (token !== "") return token;
  const [, bearer] = BEARER.exec(request.headers.authorization ?? "") ?? [];
  return bearer ?? null;
}

/** The scheme is compared without case (RFC 9110 section 11.1). */
const BEARER = /^bearer +([\w.~+/-]+=*) *$/iu;
