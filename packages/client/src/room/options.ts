import type { Json } from "@parlor/protocol";

import { requireDuration } from "../connection/options.ts";
import { withDefaults } from "../defaults.ts";

export interface RoomOptions<Metadata = Json> {
  /**
   * Makes the application's type out of the metadata of a member, once for each peer id. What the server's application
   * has not checked is its client's word. If it throws, that is reported, and the member's metadata is `null`.
   *
   * @default the metadata as it is
   */
  readonly readMetadata: (metadata: Json, peerId: string) => Metadata;
  /**
   * Says who somebody is, whatever the peer id: the same string for the same person, from metadata that the server
   * vouches for; `null` for nobody known. Called whenever that matters. With it, who comes back within `graceMs` is told
   * as `returned`. If it throws, that is reported and counts as `null`.
   *
   * @default peer ids are all there is
   */
  readonly identify?: (metadata: Metadata | null, peerId: string) => string | null;
  /**
   * How long somebody who was lost may stay `missing`, in milliseconds. Counts only with `identify`.
   *
   * @default 10_000
   */
  readonly graceMs?: number;
}

const ROOM_DEFAULTS = {
  identify: () => null,
  graceMs: 10_000,
};

/** Fills in the defaults. @throws ConnectionError `bad_option`. */
export function resolveRoomOptions<Metadata>(options: RoomOptions<Metadata>): Required<RoomOptions<Metadata>> {
  const resolved = withDefaults(ROOM_DEFAULTS, options);
  requireDuration("graceMs", resolved.graceMs);
  return Object.freeze(resolved);
}
