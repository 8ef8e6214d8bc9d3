// published as @parlor/server/bun: WebSockets of Bun's own instead of a Node server's
export { BunSockets } from "./transport/bun-sockets.ts";
export type { BunConnection, BunServer, BunServerWebSocket, BunWebSocketHandler } from "./transport/bun-api.ts";
