import type { MeshOptions } from "./options.ts";

/** The STUN and TURN servers of a mesh's links: those that the program gives, else those that the server does. */
export class IceServers {
  readonly #given: readonly RTCIceServer[] | undefined;
  readonly #relayOnly: boolean;
  #offered: readonly RTCIceServer[] = [];

  constructor({ iceServers, relayOnly = false }: Pick<MeshOptions, "iceServers" | "relayOnly">) {
    this.#given = iceServers;
    this.#relayOnly = relayOnly;
  }

  /** What the server says is to be used from now on. */
  set offered(servers: readonly RTCIceServer[]) {
    this.#offered = servers;
  }

  /** How a new peer connection is to be made. */
  get configuration(): RTCConfiguration {
    const iceServers = [...(this.#given ?? this.#offered)];
    return this.#relayOnly ? { iceServers, iceTransportPolicy: "relay" } : { iceServers };
  }

  /**
   * Gives the server's to a peer connection that there is already: its next ICE restart uses them
   * (https://www.w3.org/TR/webrtc/#dom-rtcpeerconnection-setconfiguration).
   */
  configure(peerConnection: RTCPeerConnection): void {
    if (this.#given !== undefined) return;
    peerConnection.setConfiguration({ ...peerConnection.getConfiguration(), ...this.configuration });
  }
}
