import type { Frame } from "../room/frame.ts";

/** One WebSocket, as a peer uses it. Transports implement it; no method throws or waits, and after a close all are no-ops. */
export interface Socket {
  /** Bytes that were sent and that the system has not taken yet. */
  readonly bufferedBytes: number;
  /** Sends one text frame. */
  send(frame: Frame): void;
  /** Sends a WebSocket ping (RFC 6455 section 5.5.2). */
  ping(): void;
  /** Starts the closing handshake; a client that does not take part in it is cut off within a bounded time. */
  close(code: number, reason: string): void;
  /** Stops reading, so that the client feels the pressure; {@link resume} goes on. */
  pause(): void;
  resume(): void;
}

/** What a transport tells the peer behind a socket. Calls come one at a time and in the order of the wire. */
export interface SocketListener {
  /** A text frame, of so many bytes on the wire. */
  receive(text: string, bytes: number): void;
  /** A binary frame, which the protocol does not have. */
  receiveBinary(): void;
  /** A pong: the client lives. */
  heard(): void;
  /** A ping. Says whether to answer: a flood of pings is not worth one of pongs. */
  pinged(): boolean;
  /** The client broke RFC 6455 and the transport closes the socket for it. {@link closed} follows. */
  broken(code: "invalid_frame" | "invalid_text" | "frame_too_big"): void;
  /**
   * The socket is closed and gone. Called exactly once, and last.
   *
   * @param code the code of the client's close frame; 1005 if that has none, and 1006 if there was no close frame at all
   * (RFC 6455 section 7.1.5).
   */
  closed(code: number): void;
}
