/** This client's end of the line to one other peer. */
export interface Link {
  readonly peerId: string;
  /**
   * The browser's own object, for `getStats` and the like. The mesh negotiates it and closes it: adding to it (a data
   * channel, say) is fine, setting descriptions is not.
   */
  readonly peerConnection: RTCPeerConnection;
  /** The stream that the peer sends, the latest if it sends several, or `null` before the first. */
  readonly stream: MediaStream | null;
}
