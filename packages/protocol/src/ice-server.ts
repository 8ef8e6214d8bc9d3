/** One STUN or TURN server, as browsers take it (`RTCIceServer`, https://www.w3.org/TR/webrtc/#dom-rtciceserver). */
export interface IceServer {
  /** `stun:`, `stuns:` (RFC 7064), `turn:` or `turns:` (RFC 7065) URLs of one server; at least one. */
  readonly urls: string | string[];
  /** Required, as `credential` is, where there is a `turn:` or `turns:` URL. */
  readonly username?: string;
  /** A password. Never log it. */
  readonly credential?: string;
}

/** The ICE servers that a peer is given. */
export interface IceServersData {
  readonly ice_servers: readonly IceServer[];
  /** Milliseconds, counted from when the frame was sent, until they are worth nothing; `null`: never. */
  readonly ice_servers_expire_in_ms: number | null;
}
