import type { Json, ServerEvents } from "@parlor/protocol";

import type { ServerMessage } from "./wire.ts";

/**
 * Who else is in the room, kept in step with what the server says.
 *
 * A client that comes back may find itself: the server has not yet noticed that its former socket is dead. That is nobody
 * else, so it is left out.
 */
export class Roster {
  readonly #members = new Map<string, Json>();
  #selves: readonly string[] = [];

  /** A live view: peer id to metadata. */
  get members(): ReadonlyMap<string, Json> {
    return this.#members;
  }

  /**
   * Takes in one message: a snapshot replaces everything, the rest are steps from there. Gives back what of it is about
   * others, or `null` if nothing is.
   */
  apply(message: ServerMessage): ServerMessage | null {
    const { event, data } = message;
    if (event === "authenticated") return { ...message, data: this.#begin(data) };
    if (event === "joined") this.#members.set(data.peer_id, data.metadata);
    if (event !== "left") return message;
    this.#members.delete(data.peer_id);
    return this.#selves.includes(data.peer_id) ? null : message;
  }

  clear(): void {
    this.#members.clear();
  }

  #begin(snapshot: ServerEvents["authenticated"]): ServerEvents["authenticated"] {
    const peers = snapshot.peers.filter(({ peer_id }) => !this.#selves.includes(peer_id));
    // an id that is not in a snapshot never comes again
    const former = snapshot.peers.filter((peer) => !peers.includes(peer));
    this.#selves = [...former.map(({ peer_id }) => peer_id), snapshot.peer_id];
    this.#members.clear();
    for (const { peer_id, metadata } of peers) this.#members.set(peer_id, metadata);
    return { ...snapshot, peers };
  }
}
