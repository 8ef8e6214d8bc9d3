/** Every error that this package throws or hands to a listener. Programs match on the code, never on the sentence. */
export const CLIENT_ERRORS = {
  // connect()
  bad_url: "Not a URL that a WebSocket can open",
  bad_option: "Bad option",
  no_socket: "The WebSocket could not be created",
  bad_token: "Bad token",
  // onTokenError
  no_token: "There was no token to connect with",
  token_not_renewed: "The token was not renewed",
  // connection.send()
  not_open: "The connection is not open",
  reserved_event: "Programs may not send this event",
  not_json: "The data is not JSON",
  queue_full: "Too much waits for the connection to open",
  // createMesh()
  already_open: "A mesh must be created before its connection opens, or it misses the first offers",
  // the mesh's `error` event
  no_peer_connection: "The RTCPeerConnection could not be created",
  unknown_peer: "Signaling from a peer that is not in the room",
  bad_signal: "Malformed signaling from a peer",
  negotiation_failed: "A step of the negotiation failed",
  no_path: "No path to the peer was found: a TURN server may be missing",
  ice_server_refused: "A STUN or TURN server has refused",
  bad_message: "Malformed data from a peer",
  // mesh.send() and files
  no_channel: "There is no open data channel of that label",
  too_big: "The data is too big",
  file_refused: "The other side has refused the file",
  file_cancelled: "The transfer was cancelled",
  file_broken: "The file did not arrive whole",
  link_lost: "The link to the peer has ended",
  // cameras, microphones and speakers
  insecure_context: "Cameras and microphones need a page from https or from localhost",
  permission_denied: "The page may not use it",
  no_device: "There is no such device",
  device_busy: "Another program is using the device",
  device_failed: "The device does not work",
  not_supported: "This browser cannot do that",
} as const;

/** The stable name of a client-side error. The server's own errors are `ErrorCode` of the protocol. */
export type ClientErrorCode = keyof typeof CLIENT_ERRORS;

/** What every error of this package is; `cause` is the exception below it, where there was one. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, detail?: string, cause?: unknown) {
    const sentence = detail === undefined ? CLIENT_ERRORS[code] : `${CLIENT_ERRORS[code]}: ${detail}`;
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/**
 * Thrown by `connect`, `connection.send` and `createRoom`; never anything that the network or the server did: that is a
 * state. Also what `onTokenError` hears.
 */
export class ConnectionError extends ClientError {
  override readonly name = "ConnectionError";
}

/** What went wrong with a camera, a microphone, a screen or a speaker. */
export class MediaError extends ClientError {
  override readonly name = "MediaError";
}

/** Thrown by `createMesh`, and handed to the mesh's `error` listeners. Never holds SDP or a candidate of its own. */
export class MeshError extends ClientError {
  override readonly name = "MeshError";
  /** The peer at the other end of the link, or `null` where no single peer is concerned. */
  readonly peerId: string | null;

  constructor(code: ClientErrorCode, peerId: string | null, detail?: string, cause?: unknown) {
    super(code, detail, cause);
    this.peerId = peerId;
  }
}
