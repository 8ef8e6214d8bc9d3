/**
 * The event with which a client brings a token, as `{ token: string }`: as its very first frame, where the server waits
 * for one, or later, for the one that it had. It is for the server alone, and never forwarded.
 */
export const AUTHENTICATE = "authenticate";

/**
 * What stands before a token among the subprotocols that a client offers (`Sec-WebSocket-Protocol`): a browser's
 * WebSocket can set no other header. The server never selects it.
 */
export const TOKEN_SUBPROTOCOL_PREFIX = "parlor.token.";

/** How long a client's token holds. */
export interface TokenData {
  /** Milliseconds, counted from when the frame was sent; `null`: it does not expire. */
  readonly token_expires_in_ms: number | null;
}
