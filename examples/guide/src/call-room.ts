import { accept, type Accept, refuse, type Refusal, Room } from "@parlor/server";

import type { Call } from "./call-peer.ts";

/** The custom options of a {@link CallRoom}. */
export interface CallRoomOptions {
  readonly maxPeers: number;
}

/** A call of a few people. Messages pass as they are: the peers negotiate among themselves. */
export class CallRoom extends Room<Call & { readonly options: CallRoomOptions }> {
  #maxPeers = 0;

  override onInit({ maxPeers }: CallRoomOptions): void {
    this.#maxPeers = maxPeers;
  }

  /** Nobody can slip in between the count and the answer: a room does one thing at a time. */
  override onJoin(): Accept | Refusal {
    return this.members.length < this.#maxPeers ? accept() : refuse("room_is_full");
  }
}
