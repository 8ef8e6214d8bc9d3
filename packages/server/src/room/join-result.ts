import type { Json } from "@parlor/protocol";

import type { Refusal } from "./verdict.ts";

/** Why a room takes nothing more: it was stopped (or was empty), it crashed, or its server is going away. */
export type GoneCode = "room_closed" | "room_crashed" | "going_away";

/** What became of a request to join. */
export type JoinResult =
  | { readonly type: "joined" }
  /** By `onJoin`, for good or for now; because its identity is banned; or because the room has it once already, and takes nobody twice. */
  | {
      readonly type: "refused";
      readonly code: "join_refused" | "room_busy" | "banned" | "already_joined";
      readonly reason: Json;
    }
  /** The member was gone before its turn came: nobody was asked, and nobody was told. */
  | { readonly type: "left" }
  /** `onJoin` failed, and the room with it. */
  | { readonly type: "failed" }
  /** As many jobs wait as may. */
  | { readonly type: "busy" }
  | { readonly type: "gone"; readonly code: GoneCode };

export const LEFT: JoinResult = Object.freeze({ type: "left" });
export const BUSY: JoinResult = Object.freeze({ type: "busy" });
export const FAILED: JoinResult = Object.freeze({ type: "failed" });
export const BANNED: JoinResult = Object.freeze({ type: "refused", code: "banned", reason: null });
export const JOINED: JoinResult = Object.freeze({ type: "joined" });

/** What `onJoin`'s "no" comes to: for good, or until the time that it gives. */
export function refusedByHook({ reason, afterMs }: Refusal): JoinResult {
  if (typeof afterMs !== "number") return { type: "refused", code: "join_refused", reason };
  return { type: "refused", code: "room_busy", reason: { after_ms: afterMs } };
}
