import type { Json } from "@parlor/protocol";

import type { PeerActor } from "./peer-actor.ts";

/** A peer from outside. It may have ended by the time it is used: every call says so, none throws for it. */
export class PeerHandle {
  readonly #peer: PeerActor;

  constructor(peer: PeerActor) {
    this.#peer = peer;
  }

  get id(): string {
    return this.#peer.id;
  }

  /** The name of its room. */
  get room(): string {
    return this.#peer.room;
  }

  /**
   * Sends a message of the server's own to the peer's client. Returns `false` while it has not joined or when it has ended.
   *
   * @throws TypeError if `data` is not JSON, or the event is one of the protocol's own.
   */
  send(event: string, data: unknown): boolean {
    return this.#peer.send(event, data);
  }

  /** Ends the peer: its client is told `removed` with the reason as details. Returns `false` if it had ended already. */
  stop(reason: Json = null): boolean {
    if (this.#peer.ended) return false;
    this.#peer.end("removed", reason);
    return true;
  }
}
