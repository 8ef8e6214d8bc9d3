import { MeshError } from "../errors.ts";

/** Longer than ICE takes where there is a path, on a slow network and over TURN too. */
const PATIENCE_MS = 20_000;

/** What a {@link PathWatch} needs from its link. */
export interface PathWatchOptions {
  readonly peerId: string;
  /** Whether there is a peer at the other end that could be reached. */
  readonly isExpected: boolean;
}

/**
 * Says why there is no connection, where the browser gives a reason: `no_path` when ICE has found none for 20 seconds, once
 * for each time, and `ice_server_refused` when a STUN or TURN server says no, once for each server.
 */
export class PathWatch {
  readonly #peerConnection: RTCPeerConnection;
  readonly #link: PathWatchOptions;
  readonly #failed: (error: MeshError) => void;
  readonly #refused = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(peerConnection: RTCPeerConnection, link: PathWatchOptions, failed: (error: MeshError) => void) {
    this.#peerConnection = peerConnection;
    this.#link = link;
    this.#failed = failed;
    peerConnection.addEventListener("icecandidateerror", (event) => this.#refuse(event));
    this.follow();
  }

  /** The connection state has changed. */
  follow(): void {
    const { connectionState } = this.#peerConnection;
    if (connectionState === "connected" || connectionState === "closed") this.close();
    else this.#timer ??= setTimeout(() => this.#giveUp(), PATIENCE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #giveUp(): void {
    if (this.#link.isExpected) {
      this.#failed(new MeshError("no_path", this.#link.peerId));
      return;
    }
    // it has all its time once the peer is there
    this.close();
    this.follow();
  }

  #refuse({ errorCode, url }: RTCPeerConnectionIceErrorEvent): void {
    // W3C WebRTC section 4.8.3: 701 means that the server was not reached from one of our addresses, which is nothing special
    if (errorCode >= 700 || this.#refused.has(url)) return;
    this.#refused.add(url);
    this.#failed(new MeshError("ice_server_refused", this.#link.peerId, `${errorCode} from ${url}`));
  }
}
