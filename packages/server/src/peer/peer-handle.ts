import type { Removal } from "../room/removal.ts";
import type { PeerActor } from "./peer-actor.ts";
import type { Peers } from "./peers.ts";

/** A peer from outside. It may have ended by the time it is used: every call says so, none throws for it. */
export class PeerHandle {
  readonly #peer: PeerActor;
  readonly #peers: Peers;

  constructor(peer: PeerActor, peers: Peers) {
    this.#peer = peer;
    this.#peers = peers;
  }

  get id(): string {
    return this.#peer.id;
  }

  /** The name of its room. */
  get room(): string {
    return this.#peer.room;
  }

  /** Who it is, over all its connections, as `onInit` has said; `null` if it has not. */
  get identity(): string | null {
    return this.#peer.identity;
  }

  /**
   * Sends a message of the server's own to the peer's client. Returns `false` while it has not joined or when it has ended.
   *
   * @throws TypeError if `data` is not JSON, or the event is one of the protocol's own.
   */
  send(event: string, data: unknown): boolean {
    return this.#peer.send(event, data);
  }

  /**
   * Ends the peer: its client is told `removed` with the reason as details. With a ban, so does every peer of its identity, in
   * whatever room, and whoever comes back is refused with `banned` once `onInit` has said who it is. Returns `false` if the peer
   * had ended already; a ban is made all the same.
   *
   * @throws TypeError if it is no removal.
   */
  stop(removal: Removal = {}): boolean {
    const { ended } = this.#peer;
    this.#peers.stop(this.#peer, removal);
    return !ended;
  }
}
