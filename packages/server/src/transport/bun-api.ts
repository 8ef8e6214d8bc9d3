// What is used of Bun's own API (https://bun.com/reference/bun/serve, as of Bun 1.4.4). Its published types would claim
// the globals of Node as well, so that they are no dependency: a real server fits these, and so do they those.

/** What `Bun.serve` hands to its `fetch`. */
export interface BunServer {
  readonly protocol: string | null;
  requestIP(request: Request): { readonly address: string } | null;
  /** Sends the 101 and calls `open`, within this call; says `false` if the client is not there any more. */
  upgrade(
    request: Request,
    options: { readonly data: BunConnection; readonly headers: Record<string, string> },
  ): boolean;
}

/** One accepted socket. A call after its end does nothing. */
export interface BunServerWebSocket {
  readonly data: BunConnection;
  /** One text frame. What the system does not take waits, and counts in `getBufferedAmount`. */
  send(text: string): number;
  ping(): number;
  /** What is sent within the callback leaves in one write. */
  cork(callback: () => void): unknown;
  getBufferedAmount(): number;
  pause(): void;
  resume(): void;
  /** Sends a close frame behind all that waits, and ends the connection. Calls `close` within this call. */
  close(code: number, reason: string): void;
}

/** Who hears of one accepted socket: what it was upgraded with. */
export interface BunConnection {
  opened(socket: BunServerWebSocket): void;
  text(text: string): void;
  binary(): void;
  pinged(): void;
  ponged(): void;
  drained(): void;
  closed(code: number, reason: string): void;
}

/** What `Bun.serve` takes as `websocket`. */
export interface BunWebSocketHandler {
  readonly maxPayloadLength: number;
  /** Seconds; 0 for none. Nor are there pings of Bun's own then. */
  readonly idleTimeout: number;
  /** Bytes; 0 for none. */
  readonly backpressureLimit: number;
  readonly perMessageDeflate: boolean;
  readonly sendPings: boolean;
  open(socket: BunServerWebSocket): void;
  message(socket: BunServerWebSocket, message: string | Uint8Array): void;
  ping(socket: BunServerWebSocket): void;
  pong(socket: BunServerWebSocket): void;
  drain(socket: BunServerWebSocket): void;
  close(socket: BunServerWebSocket, code: number, reason: string): void;
}
