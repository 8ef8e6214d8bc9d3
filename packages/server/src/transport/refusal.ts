import { ERRORS, SUBPROTOCOL, type UpgradeErrorCode } from "@parlor/protocol";

import type { UpgradeRequest } from "../peer/upgrade-request.ts";

/**
 * How to refuse an upgrade: with a close code on an accepted socket, or, for `null`, with the error's HTTP status.
 *
 * A browser shows a page nothing of an HTTP refusal. So a client that offers our subprotocol gets its WebSocket, and on
 * it the same error as a frame and a close code. A page of a foreign origin is told nothing: its error has no close code.
 */
export function refusalCloseCode(request: UpgradeRequest, code: UpgradeErrorCode): number | null {
  return request.subprotocols.includes(SUBPROTOCOL) ? ERRORS[code].close : null;
}
