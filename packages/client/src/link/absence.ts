/** How long media may flow to a peer that the server has lost: it has to come back and be known again. */
const MAX_ABSENCE_MS = 60_000;

/**
 * Decides how long a link stays whose peer is not in the room any more but may be on its way back: its socket, or the
 * server, is gone while its media may still flow. **A ghost without media is gone after `graceMs`**, counted from when both
 * the peer and its media were missing; one with media after 60 seconds.
 */
export class Absence {
  readonly #peerConnection: RTCPeerConnection;
  readonly #graceMs: number;
  readonly #over: () => void;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #grace: ReturnType<typeof setTimeout> | undefined;

  /** `over` is called at most once for each {@link begin}. */
  constructor(peerConnection: RTCPeerConnection, graceMs: number, over: () => void) {
    this.#peerConnection = peerConnection;
    this.#graceMs = graceMs;
    this.#over = over;
  }

  /** The peer is missing. Calling it again while it is counts from the first time. */
  begin(): void {
    if (this.#limit !== undefined) return;
    this.#limit = setTimeout(this.#over, MAX_ABSENCE_MS);
    this.follow();
  }

  /** The connection state has changed. */
  follow(): void {
    if (this.#limit === undefined) return;
    if (this.#peerConnection.connectionState !== "connected") {
      this.#grace ??= setTimeout(this.#over, this.#graceMs);
      return;
    }
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }

  /** The peer is back, or the link has ended. */
  end(): void {
    clearTimeout(this.#limit);
    clearTimeout(this.#grace);
    this.#limit = undefined;
    this.#grace = undefined;
  }
}
