// the way to the server
export { connect } from "./connect.ts";
export type { Connection, Heard, Said } from "./connection.ts";
export type { ConnectionState } from "./connection-state.ts";
export { fullJitter } from "./retry-policy.ts";
export type { RetryContext, RetryPolicy } from "./retry-policy.ts";
export type { CreateSocket, WebSocketLike } from "./socket.ts";

// the ways to the other peers
export { createMesh } from "./mesh.ts";
export type { Mesh, MeshEvents } from "./mesh.ts";
export type { Link } from "./link.ts";
export type { Signaling } from "./signaling.ts";
export type { SignalEvents } from "./signal.ts";

// both
export { CLIENT_ERRORS, ClientError, ConnectionError, MeshError } from "./errors.ts";
export type { ClientErrorCode } from "./errors.ts";
export type { ConnectOptions, MeshOptions } from "./options.ts";

// the words of the protocol that the above speaks in
export type { Addressees, ErrorCode, ErrorData, EventMap, Json, Message, ServerEvents } from "@parlor/protocol";
