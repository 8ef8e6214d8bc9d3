import type { LeftReason } from "@parlor/protocol";

import type { PeerEndCode } from "../observe/events.ts";

/** What the others hear of a peer's end. */
export function leftReason(code: PeerEndCode): LeftReason {
  if (code === "left") return "closed";
  if (code === "replaced") return "replaced";
  return code === "lost" || code === "timed_out" || code === "too_slow" ? "lost" : "removed";
}

/**
 * How a client ended its socket: `left` if it said goodbye, `lost` if it vanished.
 *
 * @param closeCode as a transport tells it, see `SocketListener.closed`.
 */
export function endOfSocket(closeCode: number): "left" | "lost" {
  return GOODBYES.has(closeCode) ? "left" : "lost";
}

/** A client that is done, a page that goes away, and a close without a code (RFC 6455 section 7.4.1). */
const GOODBYES: ReadonlySet<number> = new Set([1000, 1001, 1005]);
