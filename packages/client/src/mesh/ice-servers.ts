import type { Link } from "./link.ts";
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

  /** How a new peer connection is to be made. */
  get configuration(): RTCConfiguration {
    const iceServers = [...(this.#given ?? this.#offered)];
    return this.#relayOnly ? { iceServers, iceTransportPolicy: "relay" } : { iceServers };
  }

  /**
   * Takes what the server says is to be used from now on: by the links to come, and by those there are from their next ICE
   * restart on (https://www.w3.org/TR/webrtc/#dom-rtcpeerconnection-setconfiguration). `failed` hears which have not taken them.
   */
  use<L extends Pick<Link, "peerConnection">>(
    servers: readonly RTCIceServer[],
    links: Iterable<L>,
    failed: (link: L, cause: unknown) => void,
  ): void {
    this.#offered = servers;
    if (this.#given !== undefined) return;
    for (const link of links) {
      try {
        const { peerConnection } = link;
        peerConnection.setConfiguration({ ...peerConnection.getConfiguration(), ...this.configuration });
      } catch (cause) {
        failed(link, cause);
      }
    }
  }
}
