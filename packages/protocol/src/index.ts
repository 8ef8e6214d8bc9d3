// the words
export type { Json } from "./json.ts";
export type { IceServer, IceServersData } from "./ice-server.ts";
export { PING, PONG, SUBPROTOCOL } from "./message.ts";
export type { Addressees, EventMap, Message, Outgoing } from "./message.ts";
export { AUTHENTICATE, TOKEN_SUBPROTOCOL_PREFIX } from "./token.ts";
export type { TokenData } from "./token.ts";
export { isReservedEvent } from "./server-events.ts";
export type { ErrorData, LeftReason, RosterEntry, ServerEvents } from "./server-events.ts";

// the tables
export { ERRORS, isErrorCode, retryAfterClose } from "./errors.ts";
export type { CloseErrorCode, ErrorCode, MessageErrorCode, Retry, UpgradeErrorCode } from "./errors.ts";
export { MESSAGE_LIMITS } from "./limits.ts";
export type { MessageLimits } from "./limits.ts";

// the codec
export {
  decodeClientMessage,
  decodeServerMessage,
  encodeClientMessage,
  encodeError,
  encodeMessage,
  errorData,
  isWithinDepth,
} from "./codec.ts";
export type { ClientMessage, Fault } from "./codec.ts";
export { sliceClientMessage } from "./written-message.ts";
export type { WrittenMessage } from "./written-message.ts";
