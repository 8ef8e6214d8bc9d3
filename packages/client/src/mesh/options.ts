import { MeshError } from "../errors.ts";

export interface MeshOptions {
  /**
   * STUN and TURN servers of every link (https://www.w3.org/TR/webrtc/#rtciceserver-dictionary).
   *
   * @default those that the server gives; if it gives none, only peers of the same network find each other
   */
  readonly iceServers?: readonly RTCIceServer[];
  /**
   * Whether media goes through a TURN server only, so that peers never learn each other's addresses.
   *
   * @default false
   */
  readonly relayOnly?: boolean;
  /**
   * What the first offer to a newcomer asks for even while there is nothing of that kind to send.
   *
   * @default ["audio", "video"]
   */
  readonly receive?: readonly ("audio" | "video")[];
  /**
   * Milliseconds that a link without media waits for a peer that has vanished from the room without a word.
   *
   * @default 10_000
   */
  readonly graceMs?: number;
  /**
   * Creates the peer connection of a link. Called once for each link; must not hand out the same one twice.
   *
   * @default new RTCPeerConnection(configuration)
   */
  readonly createPeerConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

const DEFAULTS = {
  relayOnly: false,
  receive: ["audio", "video"],
  graceMs: 10_000,
  createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
} satisfies MeshOptions;

/** A mesh's options with the defaults filled in; ICE servers have none. */
export type ResolvedMeshOptions = Required<Omit<MeshOptions, "iceServers">> & Pick<MeshOptions, "iceServers">;

/** Fills in the defaults. @throws MeshError `bad_option`, naming the option and what it expected. */
export function resolveMeshOptions(options: MeshOptions): ResolvedMeshOptions {
  const resolved = { ...DEFAULTS, ...options };
  const { graceMs } = resolved;
  if (!Number.isFinite(graceMs) || graceMs < 0) {
    throw new MeshError("bad_option", null, `graceMs: expected milliseconds; got ${String(graceMs)}`);
  }
  return Object.freeze(resolved);
}
