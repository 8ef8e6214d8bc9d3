import type { Json } from "@parlor/protocol";

import type { ServerMessage } from "./wire.ts";

/** Who else is in the room, kept in step with what the server says. */
export class Roster {
  readonly #members = new Map<string, Json>();

  /** A live view: peer id to metadata. */
  get members(): ReadonlyMap<string, Json> {
    return this.#members;
  }

  /** Takes in one message: a snapshot replaces everything, the rest are steps from there. */
  apply(message: ServerMessage): void {
    switch (message.event) {
      case "authenticated":
        this.#members.clear();
        for (const { peer_id, metadata } of message.data.peers) this.#members.set(peer_id, metadata);
        break;
      case "joined":
        this.#members.set(message.data.peer_id, message.data.metadata);
        break;
      case "left":
        this.#members.delete(message.data.peer_id);
        break;
      case "error":
        break;
    }
  }

  clear(): void {
    this.#members.clear();
  }
}
