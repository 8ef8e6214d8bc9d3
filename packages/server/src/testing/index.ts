export { testServer, TestServer } from "./test-server.ts";
export type { ClientToken, TestTransport } from "./test-server.ts";
export { TestClient } from "./test-client.ts";
export type { ClosedSocket } from "./test-client.ts";
export type { ClientLink, ClientLinkListener, Dialer, RefusedConnection } from "./client-link.ts";
export { PARLOR_CLIENT_HEADERS } from "./ws-dialer.ts";
export { MemoryNetwork, MemorySocket } from "../transport/memory.ts";
export type { MemoryFrame, MemoryRefusal } from "../transport/memory.ts";
export { Wire } from "../transport/memory-wire.ts";
