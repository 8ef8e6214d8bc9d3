// start here
export { createParlor } from "./server.ts";
export type { Parlor, Rooms } from "./server.ts";
export { DEFAULTS } from "./options.ts";
export type { Limits, ParlorOptions, RoomSpecs } from "./options.ts";

// what you extend, and what hooks return
export { Peer } from "./peer/peer.ts";
export type { JoinRequest, PeerInit, TokenInit } from "./peer/peer.ts";
export { Room } from "./room/room.ts";
export { accept, DROP, refuse } from "./room/verdict.ts";
export type { Accept, Drop, Refusal } from "./room/verdict.ts";
export type { Awaitable } from "./actor/awaitable.ts";

// what hooks get
export { UpgradeRequest } from "./peer/upgrade-request.ts";
export type { Application, AuthData, ClientEvent, JoinData, RoomMessage } from "./room/application.ts";
export type { OnMissingRoom } from "./room/registry.ts";
export type { Duplicates, OnDemandRoom, RoomClass, RoomSpec } from "./room/room-spec.ts";
export type { PeerClass } from "./peer/admission.ts";
export type { EventSchema, EventsOf, StandardSchema } from "./peer/event-schemas.ts";
export type { Json, LeftReason, Message, Outgoing, RosterEntry } from "@parlor/protocol";

// what peers are given to find each other
export { turnCredentials } from "./peer/turn-credentials.ts";
export type { TurnOptions } from "./peer/turn-credentials.ts";
export type { ExpiringIceServers, IceServers } from "./peer/ice-servers.ts";
export type { IceServer } from "@parlor/protocol";

// peers and rooms from outside
export type { PeerHandle } from "./peer/peer-handle.ts";
export type { RoomHandle } from "./room/room-handle.ts";
export type { Removal } from "./room/removal.ts";
export type { BanList, BanSpec } from "./ban-list.ts";
export type { Ban } from "./room/bans.ts";

// ways in
export { nodeNet } from "./transport/node-net.ts";
export { nodeWs } from "./transport/node-ws.ts";
export type { Transport } from "./transport/transport.ts";
export type { Admission, AdmissionResult, RefusedUpgrade } from "./peer/admission.ts";
export type { Socket, SocketListener } from "./peer/socket.ts";
export type { Frame } from "./room/frame.ts";
export type { UpgradeRequestInit } from "./peer/upgrade-request.ts";

// what happened
export { logTo } from "./observe/log.ts";
export type { Logger } from "./observe/log.ts";
export { EVENT_LEVELS } from "./observe/events.ts";
export type { ParlorEvent, PeerEndCode, RoomEndCode } from "./observe/events.ts";
export type { Listener } from "./observe/observer.ts";
export { ConfigError, HookError, ParlorError } from "./observe/errors.ts";
export type { HookSite, ParlorErrorCode } from "./observe/errors.ts";
