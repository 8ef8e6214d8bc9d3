/**
 * As much of a WebSocket as a connection uses (https://websockets.spec.whatwg.org/#the-websocket-interface). Browsers'
 * and Node's own fit; so does the one of the `ws` package.
 */
export interface WebSocketLike {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: "open", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void;
  addEventListener(type: "error", listener: () => void): void;
}

/**
 * Opens one WebSocket. `url` is absolute, `ws:` or `wss:`; `protocols` must be offered to the server as they are. Called
 * anew for each attempt; must not hand out the same socket twice.
 */
export type CreateSocket = (url: string, protocols: string[]) => WebSocketLike;
