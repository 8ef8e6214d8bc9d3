import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

import { encodeError, SUBPROTOCOL } from "@parlor/protocol";
import { WebSocket, WebSocketServer } from "ws";

import type { Admission, RefusedUpgrade } from "../peer/admission.ts";
import type { Socket, SocketListener } from "../peer/socket.ts";
import { UpgradeRequest } from "../peer/upgrade-request.ts";
import { refuseOverHttp } from "./http-refusal.ts";
import { refusalCloseCode } from "./refusal.ts";
import type { Transport } from "./transport.ts";
import { type RoutedUpgrade, routeUpgrades, type UpgradeServer } from "./upgrade-router.ts";
import { WriteGatherer } from "./write-gatherer.ts";

/** Takes the upgrades of one path of a Node `http` or `https` server, with the `ws` library (RFC 6455). */
export function nodeWs(server: UpgradeServer, path: string): Transport {
  return (admission) => {
    const acceptor = new Acceptor();
    return routeUpgrades(server, path, (upgrade) => void receiveUpgrade(upgrade, admission, acceptor));
  };
}

// an upgrade: the checks of RFC 6455, the admission, and its answer

async function receiveUpgrade(upgrade: RoutedUpgrade, admission: Admission, acceptor: Acceptor): Promise<void> {
  const { request, socket, params } = upgrade;
  socket.on("error", destroy);
  if (!isWebSocketUpgrade(request)) return refuseOverHttp(socket, "not_a_websocket", null);
  const asked = new UpgradeRequest({
    url: request.url ?? "",
    headers: request.headers,
    params,
    remoteAddress: request.socket.remoteAddress ?? null,
    secure: request.socket instanceof TLSSocket,
  });
  const result = await admission.admit(asked);
  if (result.type === "refused") return refuse(upgrade, asked, result, acceptor);
  const { peer, room, maxFrameBytes } = result;
  const ws = acceptor.accept(upgrade, maxFrameBytes);
  // the client went away while it was being judged
  if (ws === null) return peer.abandon("lost");
  socket.off("error", destroy);
  listen(ws, peer);
  return peer.open(new NodeWsSocket(ws, socket, acceptor.gatherer), room);
}

/** Until ws listens to the socket, a client that resets its connection would take the process with it. */
function destroy(this: Duplex): void {
  this.destroy();
}

/** RFC 6455 section 4.2.1, as far as Node has not checked it yet. */
function isWebSocketUpgrade({ method, headers }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["sec-websocket-version"] === "13" &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers["sec-websocket-key"] ?? "") &&
    isTokenList(headers["sec-websocket-protocol"])
  );
}

/** Subprotocols are tokens, each once (RFC 6455 section 4.1); ws would find out only after everybody was asked. */
function isTokenList(offered: string | undefined): boolean {
  if (offered === undefined) return true;
  const names = offered.split(",").map((name) => name.trim());
  return names.every((name) => /^[\w!#$%&'*+.^`|~-]+$/.test(name)) && new Set(names).size === names.length;
}

function refuse(upgrade: RoutedUpgrade, asked: UpgradeRequest, refusal: RefusedUpgrade, acceptor: Acceptor): void {
  const { code, details, peerId } = refusal;
  const close = refusalCloseCode(asked, code);
  if (close === null || acceptor.refused >= MAX_REFUSED_SOCKETS) return refuseOverHttp(upgrade.socket, code, details);
  const ws = acceptor.accept(upgrade, REFUSED_MAX_FRAME_BYTES);
  if (ws === null) return;
  acceptor.refused++;
  ws.on("close", () => acceptor.refused--);
  ws.on("error", () => ws.terminate());
  ws.send(encodeError(code, details, peerId));
  ws.close(close, code);
}

const REFUSED_MAX_FRAME_BYTES = 1024;

/** Refused clients that are being told so. Beyond, HTTP has to do: a refusal must not cost more than an admission. */
const MAX_REFUSED_SOCKETS = 500;

/** How long a client may take for its part of the closing handshake before it is cut off. */
const CLOSE_TIMEOUT_MS = 5000;

// a socket

function listen(ws: WebSocket, listener: SocketListener): void {
  ws.on("message", (data: Buffer, isBinary: boolean) => {
    if (isBinary) listener.receiveBinary();
    else listener.receive(data.toString(), data.length);
  });
  ws.on("pong", () => listener.heard());
  ws.on("ping", (data) => {
    if (listener.pinged()) ws.pong(data);
  });
  ws.on("error", (error) => {
    const code = breach(error);
    if (code !== null) listener.broken(code);
  });
  ws.on("close", (code) => listener.closed(code));
}

/** Which breach of RFC 6455 ws has closed the socket for, or `null` for the network's errors, which "close" follows anyway. */
function breach(error: Error): "invalid_frame" | "invalid_text" | "frame_too_big" | null {
  if (!("code" in error) || typeof error.code !== "string" || !error.code.startsWith("WS_ERR_")) return null;
  if (error.code === "WS_ERR_INVALID_UTF8") return "invalid_text";
  return error.code.startsWith("WS_ERR_UNSUPPORTED_") ? "frame_too_big" : "invalid_frame";
}

class NodeWsSocket implements Socket {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #gatherer: WriteGatherer;

  /** @param stream what ws writes to. */
  constructor(ws: WebSocket, stream: Duplex, gatherer: WriteGatherer) {
    this.#ws = ws;
    this.#stream = stream;
    this.#gatherer = gatherer;
  }

  get bufferedBytes(): number {
    return this.#ws.bufferedAmount;
  }

  send(text: string): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    this.#gatherer.write(this.#stream, () => this.#ws.send(text));
  }

  ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  close(code: number, reason: string): void {
    // a socket that is not read would never see the client's part of the closing handshake
    this.#ws.resume();
    this.#ws.close(code, reason);
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }
}

// accepting

class Acceptor {
  readonly gatherer = new WriteGatherer();
  /** The sockets of refused clients that have not closed yet. */
  refused = 0;
  // ws knows closeTimeout, its types do not yet
  readonly #options = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handleProtocols: (offered: Set<string>) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : (false as const)),
  };
  readonly #server = new WebSocketServer(this.#options);

  /** Sends the 101 and gives back the socket, or `null` if the client is not there any more. */
  accept({ request, socket, head }: RoutedUpgrade, maxFrameBytes: number): WebSocket | null {
    let accepted: WebSocket | null = null;
    // a peer may have a limit of its own; ws reads it from here within this call
    this.#server.options.maxPayload = maxFrameBytes;
    try {
      this.#server.handleUpgrade(request, socket, head, (ws) => {
        accepted = ws;
      });
    } catch {
      // ws throws if another taker of upgrades has answered this one already
      socket.destroy();
    }
    return accepted;
  }
}
