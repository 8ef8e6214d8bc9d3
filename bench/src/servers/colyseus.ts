import { createServer } from "node:http";

import { type Client, Room, Server } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";

import { portOf } from "./attached.ts";
import type { Start } from "./server.ts";

interface Message {
  readonly to: "all" | readonly string[];
  readonly data: unknown;
}

/** A room without state that passes messages on. Its own RelayRoom does not know to whom. */
class Relay extends Room {
  override onCreate(): void {
    this.onMessage("message", (client: Client, { to, data }: Message) => {
      const message = { from: client.sessionId, data };
      if (to === "all") this.broadcast("message", message, { except: client });
      else for (const id of to) this.clients.getById(id)?.send("message", message);
    });
  }
}

/** Rooms by name: clients ask for one with `joinOrCreate`, and a filter finds it. */
export const startColyseus: Start = async () => {
  const server = createServer();
  const colyseus = new Server({ transport: new WebSocketTransport({ server }), greet: false });
  colyseus.define("relay", Relay).filterBy(["room"]);
  await colyseus.listen(0, "127.0.0.1");
  return portOf(server);
};
