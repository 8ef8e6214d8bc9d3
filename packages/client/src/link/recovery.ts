/** What a link does about a path that does not work. */
export interface RecoveryOptions {
  /** The polite side waits a little longer, so that two restarts seldom cross. */
  readonly isPolite: () => boolean;
  readonly restartIce: () => void;
}

/** ICE often mends a disconnection of a moment by itself. */
const PATIENCE_MS = { impolite: 2_000, polite: 4_000 } as const;
/** How long a restart may take before the next, doubling from attempt to attempt. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 30_000;

/**
 * Restarts ICE when a path is lost: a moment after `disconnected`, at once after `failed`, and again, at growing intervals,
 * as long as it stays lost (https://www.w3.org/TR/webrtc/#dom-rtcpeerconnectionstate).
 */
export class Recovery {
  readonly #peerConnection: RTCPeerConnection;
  readonly #options: RecoveryOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitsAfterFailure = false;
  #retryMs = FIRST_RETRY_MS;

  constructor(peerConnection: RTCPeerConnection, options: RecoveryOptions) {
    this.#peerConnection = peerConnection;
    this.#options = options;
  }

  /** The connection state has changed. */
  follow(): void {
    switch (this.#peerConnection.connectionState) {
      case "connected":
      case "closed":
        this.close();
        break;
      case "disconnected":
        if (this.#timer === undefined) this.#restartIn(PATIENCE_MS[this.#options.isPolite() ? "polite" : "impolite"]);
        break;
      case "failed":
        if (!this.#waitsAfterFailure) this.#restart();
        break;
      case "new":
      case "connecting":
        break;
    }
  }

  /** Leaves the path as it is. The next change of state is looked at again. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waitsAfterFailure = false;
    this.#retryMs = FIRST_RETRY_MS;
  }

  #restart(): void {
    this.#waitsAfterFailure = true;
    this.#options.restartIce();
    this.#restartIn(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #restartIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#restart(), delayMs);
  }
}
