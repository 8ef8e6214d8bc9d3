// the way to the server
export { connect } from "./connection/connect.ts";
export type { Connection, Heard, Said } from "./connection/connection.ts";
export type { ConnectionState } from "./connection/connection-state.ts";
export { fullJitter } from "./connection/retry-policy.ts";
export type { RetryContext, RetryPolicy } from "./connection/retry-policy.ts";
export type { CreateSocket, WebSocketLike } from "./connection/socket.ts";

// who is in the room
export { createRoom } from "./room/room.ts";
export type { Room, RoomMessage } from "./room/room.ts";
export type { LeftMember, MembersChange, ReturnedMember, RoomMember } from "./room/member.ts";
export type { RoomOptions } from "./room/options.ts";

// the ways to the other peers
export { createMesh } from "./mesh/mesh.ts";
export type { Mesh } from "./mesh/mesh.ts";
export type { MeshEvents, OfLink } from "./mesh/mesh-events.ts";
export type { Link } from "./link/link.ts";
export type { Signaling } from "./mesh/signaling.ts";
export type { SignalEvents } from "./link/signal.ts";

// both
export { CLIENT_ERRORS, ClientError, ConnectionError, MeshError } from "./errors.ts";
export type { ClientErrorCode } from "./errors.ts";
export type { ConnectOptions } from "./connection/options.ts";
export type { MeshOptions } from "./mesh/options.ts";

// the words of the protocol that the above speaks in
export type {
  Addressees,
  ErrorCode,
  ErrorData,
  EventMap,
  IceServer,
  IceServersData,
  Json,
  LeftReason,
  Message,
  ServerEvents,
} from "@parlor/protocol";
