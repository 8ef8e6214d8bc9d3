import type { ClientMessage, LeftReason, RosterEntry } from "@parlor/protocol";

import type { Awaitable } from "../actor/awaitable.ts";
import type { JoinData } from "./application.ts";
import type { JoinResult } from "./join-result.ts";
import type { Member } from "./member.ts";
import type { Reach } from "./reach.ts";
import type { RelayedMessage } from "./relayed-message.ts";
import type { Removal } from "./removal.ts";

/** What became of a message: taken, or not, because too many wait. A room that is gone takes and forgets. */
export type ForwardResult = "taken" | "busy";

/**
 * A room as peers and the application reach it, wherever it runs. Every call is a job in the room's mailbox: they take
 * effect in the order in which they are made.
 */
export interface RoomRef {
  readonly name: string;
  /** Asks `onJoin`. Before this settles as joined, the member has been given its `authenticated` frame. */
  join(member: Member, auth: JoinData): Awaitable<JoinResult>;
  /**
   * Forwards a message of a member, who is its `from`. Unknown addressees are told to the member itself, as `no_such_peer`. Who is no member
   * any more when the turn comes has nothing to say. Addressees out of its reach are told to it as `not_allowed`, and do
   * not get the message; `null` is a reach without an end.
   */
  forward(message: RelayedMessage, reach: Reach | null): Awaitable<ForwardResult>;
  /** Takes a member out, and tells the others why. Never refused. Unknown ids are ignored. */
  leave(peerId: string, reason: LeftReason): void;
  /** Forwards a message of the server's own. Settles as `false` if the room is gone. */
  say(message: ClientMessage): Awaitable<boolean>;
  /** The roster at the job's turn, or `null` if the room is gone. */
  members(): Awaitable<readonly RosterEntry[] | null>;
  /**
   * Ends a member's peer, and with a ban everybody of its identity in this room. Settles as `false` if there is no such
   * member. The removal has been checked.
   */
  remove(peerId: string, removal: Removal): Awaitable<boolean>;
  /** Closes every member and ends the room for good. Settles when `onTerminate` is through. Idempotent. */
  stop(): Awaitable<void>;
}
