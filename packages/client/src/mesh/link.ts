import type { PeerState } from "../link/peer-state.ts";

/**
 * This client's end of the line to one other peer. The same object for as long as the line lasts, also when the peer comes
 * back under a new id: whatever shows a peer can be kept by it.
 */
export interface Link {
  /** The peer's id of now. */
  readonly peerId: string;
  /**
   * Whether there is no way to negotiate with the peer right now: it has vanished from the room and may come back, or our
   * own connection is down. Media may still flow.
   */
  readonly isMissing: boolean;
  /** The peer connection's own (https://www.w3.org/TR/webrtc/#dom-rtcpeerconnectionstate). */
  readonly state: RTCPeerConnectionState;
  /**
   * The browser's own object, for `getStats` and the like. The mesh negotiates it and closes it: adding to it is fine,
   * setting descriptions is not.
   */
  readonly peerConnection: RTCPeerConnection;
  /** What the peer sends, by its labels: `"camera"` unless it says otherwise. A live view, without streams that are empty. */
  readonly streams: ReadonlyMap<string, MediaStream>;
  /** The stream labelled `"camera"`, or `null` if there is none. */
  readonly stream: MediaStream | null;
  /** What the peer says it is doing, or `null` before it has said anything, and for ever if it is a plain client. */
  readonly peerState: PeerState | null;
  /**
   * How loud the peer is right now, 0 to 1; in Chromium only while something plays it. Costs little enough to be read for
   * every frame.
   */
  readonly audioLevel: number;
  /** Whether something can be sent on the declared data channel of that label now. The mesh's `open` event says when. */
  isOpen(label: string): boolean;
  /** Has ICE look for a new path while the old one goes on. The mesh does so by itself when a path is lost. */
  restartIce(): void;
}
