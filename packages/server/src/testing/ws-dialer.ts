import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";

import { SUBPROTOCOL } from "@parlor/protocol";
import { WebSocket } from "ws";

import { nodeWs } from "../transport/node-ws.ts";
import type { Transport } from "../transport/transport.ts";
import type { ClientLink, ClientLinkListener, Dialer, RefusedConnection } from "./client-link.ts";

/** Connects clients to an HTTP server of its own, on a port the system chooses, over loopback. */
export class WsDialer implements Dialer {
  readonly #server: Server;
  /** What lets its clients in. */
  readonly transport: Transport;

  private constructor(server: Server, transport: Transport) {
    this.#server = server;
    this.transport = transport;
  }

  /** @param takeUpgrades makes the transport of one path of a server. */
  static async listen(path: string, takeUpgrades: typeof nodeWs = nodeWs): Promise<WsDialer> {
    const server = createServer((_request, response) => response.writeHead(404).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new WsDialer(server, takeUpgrades(server, path));
  }

  get server(): Server {
    return this.#server;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  connect(
    url: string,
    headers: Readonly<Record<string, string>>,
    listener: ClientLinkListener,
  ): Promise<ClientLink | RefusedConnection> {
    const { "sec-websocket-protocol": offered, ...others } = headers;
    const protocols = offered === undefined ? [] : offered.split(",").map((name) => name.trim());
    const ws = new WebSocket(`ws://127.0.0.1:${this.port}${url}`, protocols, { headers: others });
    ws.on("message", (data: Buffer) => listener.text(data.toString()));
    ws.on("close", (code, reason) => listener.closedWith(code, reason.toString()));
    return new Promise((resolve, reject) => {
      ws.on("error", reject);
      ws.on("unexpected-response", (_request, response) => void readRefusal(response).then(resolve, reject));
      ws.on("open", () => resolve(new WsLink(ws)));
    });
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, "close");
  }
}

/** The subprotocol header of a client that wants its refusals as close codes. */
export const PARLOR_CLIENT_HEADERS = { "sec-websocket-protocol": SUBPROTOCOL } as const;

class WsLink implements ClientLink {
  readonly #ws: WebSocket;

  constructor(ws: WebSocket) {
    this.#ws = ws;
  }

  send(text: string): void {
    this.#ws.send(text);
  }

  sendBinary(): void {
    this.#ws.send(Buffer.from([1, 2, 3]));
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  vanish(): void {
    this.#ws.terminate();
  }
}

async function readRefusal(response: IncomingMessage): Promise<RefusedConnection> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  return { status: response.statusCode ?? 0, body: body === "" ? null : JSON.parse(body) };
}
