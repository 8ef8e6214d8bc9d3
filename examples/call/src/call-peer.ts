import { createHash } from "node:crypto";

import { type JoinRequest, Peer, refuse, type Refusal, type UpgradeRequest } from "@parlor/server";

import type { CallEvents } from "./events.ts";
import type { Member } from "./member.ts";
import { isRoomName } from "./room-name.ts";

/** The types of this application, declared once. */
export interface Call {
  readonly credentials: ClientKey;
  readonly metadata: Member;
  readonly events: CallEvents;
}

/**
 * A secret that each browser tab makes for itself. Whoever comes with the key of a member is that member, come back: after
 * a reload, or over another network. It is in no message and in no log.
 */
export interface ClientKey {
  readonly key: string;
}

/** One browser tab. Who knows the room's name may join, so there is nothing else to authenticate. */
export class CallPeer extends Peer<Call> {
  override parseRequest({ params, query }: UpgradeRequest): JoinRequest<Call> | Refusal {
    const { room } = params;
    if (room === undefined || !isRoomName(room)) return refuse("bad_room");
    const key = query.get("key");
    if (key === null || !CLIENT_KEY.test(key)) return refuse("bad_key");
    return { room, credentials: { key }, metadata: { name: readName(query.get("name")), tab: tabOf(room, key) } };
  }
}

/** 128 bits, in hexadecimal. */
const CLIENT_KEY = /^[\da-f]{32}$/;

/** What the others may know of a key: not the key, and not whether it is in other calls too. */
function tabOf(room: string, key: string): string {
  return createHash("sha256").update(`${room} ${key}`).digest("base64url").slice(0, 16);
}

/** One line of at most 60 characters. Empty if its owner gave none: the page then says so in its own words. */
export function readName(given: string | null): string {
  const oneLine = (given ?? "").replaceAll(/[\p{Cc}\s]+/gu, " ").trim();
  return /^.{1,60}/u.exec(oneLine)?.[0].trim() ?? "";
}
