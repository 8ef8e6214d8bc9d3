import { gc, serve, type ServerWebSocket } from "bun";

import type { Start } from "./server.ts";

interface Data {
  readonly id: string;
  readonly name: string;
}

type Socket = ServerWebSocket<Data>;

/** The same bare relay as on `ws`, on Bun's native WebSocket. Broadcasts are its native publish and subscribe. */
export const startBunRelay: Start = async (certificate) => {
  const rooms = new Map<string, Map<string, Socket>>();
  const server = serve<Data>({
    hostname: "127.0.0.1",
    port: 0,
    ...(certificate === null ? {} : { tls: certificate }),
    fetch(request, server) {
      const data = { id: crypto.randomUUID(), name: new URL(request.url).pathname };
      return server.upgrade(request, { data }) ? undefined : new Response(null, { status: 400 });
    },
    websocket: {
      open(socket) {
        const { id, name } = socket.data;
        const room = rooms.get(name) ?? new Map<string, Socket>();
        rooms.set(name, room);
        room.set(id, socket);
        socket.subscribe(name);
        const authenticated = { peer_id: id, room: name, peers: [] };
        socket.send(JSON.stringify({ data: authenticated, event: "authenticated", from: null, to: [id] }));
      },
      message(socket, text) {
        const { id: from, name } = socket.data;
        const { data, event, to }: Message = JSON.parse(text);
        const frame = JSON.stringify({ data, event, from, to });
        if (to === "all") socket.publish(name, frame);
        else for (const id of to) rooms.get(name)?.get(id)?.send(frame);
      },
      close(socket) {
        rooms.get(socket.data.name)?.delete(socket.data.id);
      },
    },
  });
  // where Node has its own, for whoever measures memory
  Object.assign(globalThis, { gc: () => gc(true) });
  return server.port;
};

interface Message {
  readonly event: string;
  readonly data: unknown;
  readonly to: "all" | readonly string[];
}
