import { randomUUID } from "node:crypto";

import { type WebSocket, WebSocketServer } from "ws";

import { attached } from "./attached.ts";

/**
 * The barest relay that `ws` allows: parse, look up, stringify, send. It checks nothing, bounds nothing, authenticates
 * nobody, and any odd message kills the process. It is the floor of what a signaling server on `ws` can cost.
 */
export const startWsRelay = attached((server) => {
  const rooms = new Map<string, Map<string, WebSocket>>();
  new WebSocketServer({ server }).on("connection", (socket, request) => {
    const name = request.url ?? "";
    const room = rooms.get(name) ?? new Map<string, WebSocket>();
    rooms.set(name, room);
    const id = randomUUID();
    room.set(id, socket);
    const authenticated = { peer_id: id, room: name, peers: [] };
    socket.send(JSON.stringify({ data: authenticated, event: "authenticated", from: null, to: [id] }));
    socket.on("message", (bytes: Buffer) => relay(room, id, bytes));
    socket.on("close", () => room.delete(id));
  });
});

interface Message {
  readonly event: string;
  readonly data: unknown;
  readonly to: "all" | readonly string[];
}

function relay(room: ReadonlyMap<string, WebSocket>, from: string, bytes: Buffer): void {
  const { data, event, to }: Message = JSON.parse(bytes.toString());
  const frame = JSON.stringify({ data, event, from, to });
  if (to === "all") {
    for (const [id, socket] of room) if (id !== from) socket.send(frame);
  } else {
    for (const id of to) room.get(id)?.send(frame);
  }
}
