import { BunSockets } from "@parlor/server/bun";
import { gc, serve } from "bun";

import { benchParlor, PATH } from "./bench-parlor.ts";
import type { Start } from "./server.ts";

/** Parlor over Bun's native WebSocket. */
export const startParlorBun: Start = async (certificate) => {
  const sockets = new BunSockets();
  benchParlor().serve(sockets.at(PATH));
  const server = serve({
    hostname: "127.0.0.1",
    port: 0,
    ...(certificate === null ? {} : { tls: certificate }),
    fetch: sockets.fetch,
    websocket: sockets.websocket,
  });
  // where Node has its own, for whoever measures memory
  Object.assign(globalThis, { gc: () => gc(true) });
  return server.port;
};
