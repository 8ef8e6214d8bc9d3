import type { CloseErrorCode, Json } from "@parlor/protocol";

import { andThen, type Awaitable } from "../actor/awaitable.ts";
import type { PeerRefusalCode } from "../observe/events.ts";
import type { JoinData } from "../room/application.ts";
import type { JoinResult } from "../room/join-result.ts";
import type { Member } from "../room/member.ts";
import type { Registry } from "../room/registry.ts";
import type { RoomRef } from "../room/room-ref.ts";

/** What became of a peer that asked for its room. */
export type Joined =
  | { readonly type: "joined"; readonly room: RoomRef }
  /** The peer had gone before anybody was asked. */
  | { readonly type: "left" }
  | { readonly type: "refused"; readonly code: PeerRefusalCode & CloseErrorCode; readonly details: Json }
  /** No fault of the peer's: a hook failed, the room crashed, the server goes away. */
  | { readonly type: "failed"; readonly code: CloseErrorCode; readonly details: Json };

/** Asks a room to take a member in; and the next room of that name, once, if this one is gone before it could answer. */
export function join(room: RoomRef, member: Member, auth: JoinData, registry: Registry): Awaitable<Joined> {
  return andThen(room.join(member, auth), (result): Awaitable<Joined> => {
    if (result.type !== "gone" || result.code === "going_away") return outcome(result, room);
    // it crashed, or went away empty, while the peer was on its way
    return andThen(registry.resolve(auth), (found): Awaitable<Joined> => {
      if (typeof found === "string") return { type: "refused", code: found, details: null };
      return andThen(found.join(member, auth), (second) => outcome(second, found));
    });
  });
}

function outcome(result: JoinResult, room: RoomRef): Joined {
  if (result.type === "joined") return { type: "joined", room };
  if (result.type === "left") return LEFT;
  if (result.type === "refused") return { type: "refused", code: result.code, details: result.reason };
  if (result.type === "failed") return { type: "failed", code: "internal", details: null };
  if (result.type === "busy") return BUSY;
  if (result.code === "going_away") return { type: "failed", code: "going_away", details: null };
  // gone twice is no accident of time: the room crashes, or comes and goes, faster than anybody can join
  return result.code === "room_crashed" ? { type: "failed", code: "room_crashed", details: "crashed" } : BUSY;
}

const LEFT: Joined = Object.freeze({ type: "left" });
const BUSY: Joined = Object.freeze({ type: "refused", code: "room_busy", details: null });
