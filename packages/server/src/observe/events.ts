import type { ErrorCode, Json, LeftReason, MessageErrorCode, UpgradeErrorCode } from "@parlor/protocol";

import type { HookError } from "./errors.ts";

/** Why a peer ended: its client left with a goodbye, or was lost without one, or one of the protocol's codes. */
export type PeerEndCode = "left" | "lost" | ErrorCode;

/** Why a peer was not let in. The two that are missing never reach the admission: no peer had asked for anything. */
export type PeerRefusalCode =
  | Exclude<UpgradeErrorCode, "not_a_websocket" | "no_such_path">
  | "join_refused"
  | "already_joined"
  | "room_busy";

/** Why a room ended. */
export type RoomEndCode = "stopped" | "empty" | "crashed" | "going_away";

/**
 * Everything that happens, as one union that `type` discriminates. No event carries credentials, message data, or
 * anything else a client sent but the names of rooms and events.
 */
export type ParlorEvent =
  | { readonly type: "peer_accepted"; readonly peerId: string; readonly room: string }
  | {
      readonly type: "peer_refused";
      readonly peerId: string;
      readonly room: string | null;
      readonly code: PeerRefusalCode;
      readonly details: Json;
    }
  | { readonly type: "peer_joined"; readonly peerId: string; readonly room: string }
  | {
      readonly type: "peer_left";
      readonly peerId: string;
      readonly room: string;
      /** What the others hear; `removed` where the room itself has ended, and nobody is left to hear it. */
      readonly reason: LeftReason;
    }
  | { readonly type: "peer_renewed"; readonly peerId: string; readonly room: string }
  | { readonly type: "peer_ended"; readonly peerId: string; readonly room: string; readonly code: PeerEndCode }
  | {
      readonly type: "peer_banned";
      readonly peerId: string;
      /** Out of which room; `null` for the whole server. */
      readonly room: string | null;
      /** Until when, in milliseconds since 1970; `null` for as long as the server runs. */
      readonly until: number | null;
    }
  | {
      readonly type: "ban_without_identity";
      readonly peerId: string;
      /** Out of which room it was to be banned; `null` for the whole server. */
      readonly room: string | null;
    }
  | { readonly type: "room_started"; readonly room: string }
  | { readonly type: "room_crashed"; readonly room: string; readonly error: unknown }
  | { readonly type: "room_restarted"; readonly room: string }
  | { readonly type: "room_given_up"; readonly room: string; readonly error: unknown }
  | { readonly type: "room_stopped"; readonly room: string; readonly code: RoomEndCode }
  | {
      readonly type: "message_forwarded";
      readonly room: string;
      readonly from: string | null;
      readonly event: string;
      /** How many members it was delivered to. */
      readonly delivered: number;
    }
  | {
      readonly type: "message_dropped";
      readonly room: string;
      readonly from: string | null;
      readonly event: string;
      /** The hook that said so; or `replace`, if its sender had been replaced by the time its turn came. */
      readonly by: "onReceive" | "onForward" | "replace";
    }
  | {
      readonly type: "message_undeliverable";
      readonly room: string;
      readonly from: string | null;
      readonly event: string;
      /** How many of its addressees are not in the room. */
      readonly unknown: number;
    }
  | {
      readonly type: "message_refused";
      readonly peerId: string;
      readonly room: string;
      readonly code: MessageErrorCode;
    }
  | { readonly type: "hook_failed"; readonly error: HookError }
  | { readonly type: "observer_failed"; readonly error: unknown }
  | { readonly type: "drain_started"; readonly peers: number }
  | { readonly type: "drain_finished" };

/** How loud each event is: error, someone must act; warn, an anomaly that was handled; info, a life's turn; debug, the rest. */
export const EVENT_LEVELS = {
  peer_accepted: "debug",
  peer_refused: "info",
  peer_joined: "info",
  peer_left: "info",
  peer_renewed: "debug",
  peer_ended: "debug",
  peer_banned: "info",
  ban_without_identity: "warn",
  room_started: "info",
  room_crashed: "error",
  room_restarted: "warn",
  room_given_up: "error",
  room_stopped: "info",
  message_forwarded: "debug",
  message_dropped: "debug",
  message_undeliverable: "debug",
  message_refused: "debug",
  hook_failed: "error",
  observer_failed: "error",
  drain_started: "info",
  drain_finished: "info",
} as const satisfies Record<ParlorEvent["type"], "error" | "warn" | "info" | "debug">;
