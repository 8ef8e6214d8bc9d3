import type { LeftReason } from "@parlor/protocol";

/** Somebody else in the room. */
export interface RoomMember<Metadata> {
  readonly peerId: string;
  /** What `readMetadata` has made of it; `null` also if it failed. */
  readonly metadata: Metadata | null;
}

/** Somebody who has come back under a new peer id. */
export interface ReturnedMember<Metadata> extends RoomMember<Metadata> {
  readonly previousPeerId: string;
}

/** Somebody who is gone for good. */
export interface LeftMember<Metadata> extends RoomMember<Metadata> {
  /** As the server said; `null` if it did not say, or if this client was not there, or is not any more. */
  readonly reason: LeftReason | null;
}

/** What has changed at one moment. Nobody is in two of the lists. */
export interface MembersChange<Metadata> {
  readonly joined: readonly RoomMember<Metadata>[];
  /** Who has gone and may come back. Each is told once more: as `returned` or as `left`. Empty without `identify`. */
  readonly missing: readonly RoomMember<Metadata>[];
  /** Who has come back. Empty without `identify`. */
  readonly returned: readonly ReturnedMember<Metadata>[];
  readonly left: readonly LeftMember<Metadata>[];
  /** Who is in the room after it, in the order of joining. */
  readonly members: ReadonlyMap<string, Metadata | null>;
  /** Whether this client has just come in for the first time: `joined` is who was there before, perhaps nobody. */
  readonly initial: boolean;
}
