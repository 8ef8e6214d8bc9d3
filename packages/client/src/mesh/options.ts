export interface MeshOptions {
  /**
   * STUN and TURN servers of every link (https://www.w3.org/TR/webrtc/#rtciceserver-dictionary).
   *
   * @default none: only peers of the same network find each other
   */
  readonly iceServers?: readonly RTCIceServer[];
  /**
   * What the first offer to a newcomer asks for even while there is nothing of that kind to send.
   *
   * @default ["audio", "video"]
   */
  readonly receive?: readonly ("audio" | "video")[];
  /**
   * Creates the peer connection of a link. Called once for each link; must not hand out the same one twice.
   *
   * @default new RTCPeerConnection(configuration)
   */
  readonly createPeerConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

const MESH_DEFAULTS = {
  iceServers: [],
  receive: ["audio", "video"],
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
} satisfies Required<MeshOptions>;

export function resolveMeshOptions(options: MeshOptions): Required<MeshOptions> {
  return Object.freeze({ ...MESH_DEFAULTS, ...options });
}
