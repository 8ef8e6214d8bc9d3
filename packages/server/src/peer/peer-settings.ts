import type { MessageLimits } from "@parlor/protocol";

import type { EventSchemas } from "./event-schemas.ts";
import type { IceServerSource } from "./ice-servers.ts";
import type { RateLimit } from "./rate-limit.ts";

/** What a peer needs to know of its Parlor's options. */
export interface PeerSettings {
  readonly hookTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxFrameBytes: number;
  readonly maxQueuedMessages: number;
  readonly maxOutboundBytes: number;
  readonly messageLimits: MessageLimits;
  readonly rateLimit: RateLimit | false;
  readonly retryWindowMs: number;
  /** What clients may say, or `null` for anything. */
  readonly events: EventSchemas | null;
  /** What peers are given when they join, or `null` for nothing. */
  readonly iceServers: IceServerSource | null;
}

/** What admission needs to know of its Parlor's options. */
export interface AdmissionSettings extends PeerSettings {
  readonly authTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly maxPeers: number;
  readonly maxMetadataBytes: number;
  readonly maxPendingPeers: number;
  readonly maxRoomNameLength: number;
  /** Exact origins (`https://app.example.com`) that may connect besides the server's own, or `false` for any. */
  readonly allowedOrigins: readonly string[] | false;
}
