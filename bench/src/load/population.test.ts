import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Duplex } from "node:stream";

import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";

import { PARLOR } from "../dialects/parlor.ts";
import { portOf } from "../servers/attached.ts";
import { Population } from "./population.ts";

const servers: Server[] = [];

/** The port of a server that treats upgrades like this. */
async function listen(attach: (server: Server) => void): Promise<number> {
  const server = createServer();
  servers.push(server);
  attach(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return portOf(server);
}

/** Two rooms of two on such a server. */
async function populationOn(attach: (server: Server) => void): Promise<Population> {
  return new Population({ port: await listen(attach), dialect: PARLOR, tls: "none" }, { rooms: 2, peersPerRoom: 2 });
}

/** Greets like Parlor, and gives whatever somebody says to everybody else, as from its sender. */
function relaying(server: Server): void {
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    const id = randomUUID();
    socket.send(JSON.stringify({ event: "authenticated", data: { peer_id: id } }));
    socket.on("message", (bytes: Buffer) => {
      const text = JSON.stringify({ ...JSON.parse(bytes.toString()), from: id });
      for (const other of sockets.clients) if (other !== socket) other.send(text);
    });
  });
}

/** Answers every upgrade with these bytes. */
function answering(answer: string): (server: Server) => void {
  return (server) => {
    server.on("upgrade", (_, socket: Duplex) => {
      // the client goes away when it has read enough
      socket.on("error", () => undefined);
      socket.end(answer);
    });
  };
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

describe("Population", () => {
  it("joins, leaves, and comes again with new ids", async () => {
    const population = await populationOn(relaying);
    await population.join(population.peers, 3);
    const before = population.peers.map(({ id }) => id);
    expect(new Set(before).size).toBe(4);
    await population.leave(population.peers);
    expect(population.peers.some(({ isIn }) => isIn)).toBe(false);
    await population.join(population.peers, 1);
    expect(population.peers.filter(({ id }) => before.includes(id))).toEqual([]);
    await population.close();
  });

  it("hands over what the others of a room say, each time whole", async () => {
    const population = await populationOn(relaying);
    await population.join(population.peers, 4);
    const ledger = population.ledger();
    const heard = Promise.withResolvers<number>();
    population.hears({
      delivery(receiver, bytes, start, end) {
        // the relay knows no rooms
        if (receiver < 2) return true;
        const sender = ledger.take(receiver, bytes, start, end);
        heard.resolve(sender * 10 + receiver);
        return sender >= 0;
      },
      readEnded: () => undefined,
      mayEnd: () => false,
    });
    const [, , sender] = population.peers;
    if (sender === undefined) throw new Error("There is nobody");
    sender.say(population.messageOf(sender, "each").payload);
    expect(await population.orFailure(heard.promise)).toBe(23);
    await population.close();
  });

  it("fails with the server's answer when an upgrade is refused", async () => {
    const population = await populationOn(answering("HTTP/1.1 503 Service Unavailable\r\n\r\nfull"));
    await expect(population.join(population.peers, 4)).rejects.toThrow(/answered with HTTP\/1.1 503 .* full/);
    await population.close();
  });

  it("fails when a server ends a connection that should stay", async () => {
    const population = await populationOn(answering("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    await expect(population.join(population.peers, 4)).rejects.toThrow("the server closed the connection");
    await population.close();
  });
});
