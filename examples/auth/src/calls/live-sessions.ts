/**
 * Which members of calls belong to which session, so that a log-out ends not only pages to come but the sockets that are
 * open. Only those of this process: what runs elsewhere ends when its session would have to be renewed.
 */
export class LiveSessions {
  readonly #peerIds = new Map<string, Set<string>>();
  readonly #sessionIds = new Map<string, string>();
  readonly #stop: (peerId: string) => void;

  /** @param stop ends a peer. */
  constructor(stop: (peerId: string) => void) {
    this.#stop = stop;
  }

  /** How many peers there are. */
  get size(): number {
    return this.#sessionIds.size;
  }

  add(sessionId: string, peerId: string): void {
    const peerIds = this.#peerIds.get(sessionId) ?? new Set();
    this.#peerIds.set(sessionId, peerIds.add(peerId));
    this.#sessionIds.set(peerId, sessionId);
  }

  /** Forgets a peer that has ended. */
  delete(peerId: string): void {
    const sessionId = this.#sessionIds.get(peerId) ?? "";
    const peerIds = this.#peerIds.get(sessionId);
    this.#sessionIds.delete(peerId);
    peerIds?.delete(peerId);
    if (peerIds?.size === 0) this.#peerIds.delete(sessionId);
  }

  /** Ends every peer of a session. Call it when the database knows already that the session is over. */
  end(sessionId: string): void {
    for (const peerId of this.#peerIds.get(sessionId) ?? []) this.#stop(peerId);
  }
}
