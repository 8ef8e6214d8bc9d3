import { accept, type Accept, type JoinData, refuse, type Refusal, Room } from "@parlor/server";

import type { Call } from "./call-peer.ts";

/** Everybody sends to everybody else: with more people than this, a home's upload is used up. */
export const MOST_PEOPLE = 6;

/** One call. Its hooks run one at a time, so nobody can slip in between the count and the answer. */
export class CallRoom extends Room<Call> {
  /** Client key to the peer id that it has now. */
  readonly #peerIds = new Map<string, string>();

  override onJoin({ peerId, credentials: { key } }: JoinData<Call>): Accept | Refusal {
    const before = this.#peerIds.get(key);
    if (before !== undefined) this.replace(before);
    if (this.members.length >= MOST_PEOPLE) return refuse("call_is_full");
    this.#peerIds.set(key, peerId);
    return accept();
  }

  override onLeave(peerId: string): void {
    for (const [key, id] of this.#peerIds) if (id === peerId) this.#peerIds.delete(key);
  }
}
