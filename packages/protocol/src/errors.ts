/** Whether a client that was refused or closed may come back: not at all, after its usual back-off, or after a longer one. */
export type Retry = "no" | "yes" | "later";

interface ErrorEntry {
  readonly description: string;
  /** HTTP status when the upgrade is refused with it, or `null` where it can only happen to an open socket. */
  readonly http: number | null;
  /** Close code when an open socket ends with it, or `null` where the connection stays or never was. */
  readonly close: number | null;
  readonly retry: Retry;
}

/**
 * Every error of the protocol, in the order in which a client can meet them. Both ends read this one table: the server
 * to refuse and close, the client to decide whether to come back. The digits after the 4 of a close code echo HTTP.
 */
export const ERRORS = {
  // the upgrade
  not_a_websocket: { description: "Not a WebSocket upgrade", http: 400, close: null, retry: "no" },
  no_such_path: { description: "No such path", http: 404, close: null, retry: "no" },
  foreign_origin: { description: "Origin not allowed", http: 403, close: null, retry: "no" },
  too_many_connections: { description: "Too many connections", http: 429, close: 4429, retry: "later" },
  bad_request: { description: "Bad request", http: 400, close: 4400, retry: "no" },
  unauthorized: { description: "Unauthorized", http: 401, close: 4401, retry: "no" },
  too_many_attempts: { description: "Too many attempts", http: 429, close: 4429, retry: "later" },
  banned: { description: "Banned", http: 403, close: 4403, retry: "no" },
  no_such_room: { description: "No such room", http: 404, close: 4404, retry: "no" },
  too_many_rooms: { description: "Too many rooms", http: 429, close: 4429, retry: "later" },
  // the join
  join_refused: { description: "Could not join room", http: null, close: 4403, retry: "no" },
  already_joined: { description: "Already in this room", http: null, close: 4423, retry: "later" },
  room_busy: { description: "Room busy", http: null, close: 4503, retry: "later" },
  // messages; the connection stays, but for a flood that goes on
  invalid_json: { description: "Invalid JSON", http: null, close: null, retry: "no" },
  invalid_message: { description: "Invalid message", http: null, close: null, retry: "no" },
  reserved_event: { description: "Invalid message", http: null, close: null, retry: "no" },
  no_such_peer: { description: "No such peer", http: null, close: null, retry: "no" },
  not_allowed: { description: "Not allowed", http: null, close: null, retry: "no" },
  token_refused: { description: "Token refused", http: null, close: null, retry: "no" },
  rate_limited: { description: "Too many messages", http: null, close: 4429, retry: "later" },
  // the end
  binary_frame: { description: "Binary frames are not accepted", http: null, close: 1003, retry: "no" },
  invalid_frame: { description: "Invalid WebSocket frame", http: null, close: 1002, retry: "no" },
  invalid_text: { description: "Text is not UTF-8", http: null, close: 1007, retry: "no" },
  frame_too_big: { description: "Frame too big", http: null, close: 1009, retry: "no" },
  too_slow: { description: "Too slow", http: null, close: 4408, retry: "yes" },
  timed_out: { description: "No heartbeat", http: null, close: 4408, retry: "yes" },
  removed: { description: "Removed", http: null, close: 4403, retry: "no" },
  replaced: { description: "Replaced by a newer connection", http: null, close: 4409, retry: "no" },
  token_expired: { description: "Token expired", http: null, close: 4419, retry: "yes" },
  room_closed: { description: "Room closed", http: null, close: 4410, retry: "no" },
  room_crashed: { description: "Room closed", http: null, close: 4500, retry: "yes" },
  going_away: { description: "Server going away", http: 503, close: 1001, retry: "yes" },
  internal: { description: "Internal error", http: 500, close: 1011, retry: "yes" },
} as const satisfies Record<string, ErrorEntry>;

/** The stable name of an error; programs match on it, never on a description. */
export type ErrorCode = keyof typeof ERRORS;

/** The codes with an HTTP status: those that can refuse an upgrade. */
export type UpgradeErrorCode = CodesWith<"http">;

/** The codes with a close code: those that can end an open socket. */
export type CloseErrorCode = CodesWith<"close">;

/** The codes a sender hears about one of its messages while its connection stays open. */
export type MessageErrorCode =
  | "invalid_json"
  | "invalid_message"
  | "reserved_event"
  | "no_such_peer"
  | "not_allowed"
  | "token_refused"
  | "rate_limited"
  | "room_busy";

type CodesWith<Column extends "http" | "close"> = {
  [Code in ErrorCode]: (typeof ERRORS)[Code][Column] extends number ? Code : never;
}[ErrorCode];

/** Whether a string is one of the table's codes. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

const RETRY_BY_CLOSE: ReadonlyMap<number, Retry> = new Map(
  Object.values(ERRORS).flatMap((entry) => (entry.close === null ? [] : [[entry.close, entry.retry]])),
);

/**
 * Whether a client may come back after its socket closed with `closeCode`. A code that is not in the table is the
 * network's doing (1006 above all), and networks come back: `"yes"`.
 */
export function retryAfterClose(closeCode: number): Retry {
  return RETRY_BY_CLOSE.get(closeCode) ?? "yes";
}
