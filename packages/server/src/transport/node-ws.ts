import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

import type { WebSocket } from "ws";

import type { Admission } from "../peer/admission.ts";
import { UpgradeRequest } from "../peer/upgrade-request.ts";
import { EarlySocket } from "./early-socket.ts";
import { refuseOverHttp } from "./http-refusal.ts";
import { refusalCloseCode } from "./refusal.ts";
import type { Transport } from "./transport.ts";
import { type RoutedUpgrade, routeUpgrades, type UpgradeServer } from "./upgrade-router.ts";
import { WsAcceptor } from "./ws-acceptor.ts";
import { listen, WsSocket } from "./ws-socket.ts";

/** Takes the upgrades of one path of a Node `http` or `https` server, with the `ws` library (RFC 6455). */
export function nodeWs(server: UpgradeServer, path: string): Transport {
  return (admission) => {
    const acceptor = new WsAcceptor();
    return routeUpgrades(server, path, (upgrade) => void receiveUpgrade(upgrade, admission, acceptor));
  };
}

/** The checks of RFC 6455, the admission, and its answer. */
async function receiveUpgrade(upgrade: RoutedUpgrade, admission: Admission, acceptor: WsAcceptor): Promise<void> {
  const { request, socket, params } = upgrade;
  socket.on("error", destroy);
  if (!isWebSocketUpgrade(request)) return refuseOverHttp(socket, "not_a_websocket", null);
  let opened: WebSocket | null = null;
  const early = new EarlySocket(admission.limits, (listener, maxFrameBytes) => {
    opened = acceptor.accept(upgrade, maxFrameBytes);
    if (opened === null) return null;
    socket.off("error", destroy);
    listen(opened, listener);
    return new WsSocket(opened, socket, acceptor.gatherer);
  });
  const asked = new UpgradeRequest({
    url: request.url ?? "",
    headers: request.headers,
    params,
    remoteAddress: request.socket.remoteAddress ?? null,
    secure: request.socket instanceof TLSSocket,
    firstFrame: early.firstFrame,
  });
  const result = await admission.admit(asked);
  if (early.answer(result)) {
    if (result.type === "refused" && opened !== null) acceptor.letGo(opened, upgrade);
    return undefined;
  }
  if (result.type === "refused") {
    const close = refusalCloseCode(asked, result.code);
    if (close !== null && acceptor.canRefuse) return acceptor.refuse(upgrade, result, close);
    return refuseOverHttp(socket, result.code, result.details);
  }
  const { peer, room, maxFrameBytes } = result;
  const ws = acceptor.accept(upgrade, maxFrameBytes);
  // the client went away while it was being judged
  if (ws === null) return peer.abandon("lost");
  socket.off("error", destroy);
  listen(ws, peer);
  return peer.open(new WsSocket(ws, socket, acceptor.gatherer), room);
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
