import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

import { andThen, isPromise } from "../actor/awaitable.ts";
import type { Admission } from "../peer/admission.ts";
import { UpgradeRequest } from "../peer/upgrade-request.ts";
import type { Acceptor } from "./acceptor.ts";
import { EarlySocket } from "./early-socket.ts";
import { refuseOverHttp } from "./http-refusal.ts";
import { refusalCloseCode } from "./refusal.ts";
import { RefusedClients } from "./refused-clients.ts";
import type { Transport } from "./transport.ts";
import { type RoutedUpgrade, routeUpgrades, type UpgradeServer } from "./upgrade-router.ts";
import { isWebSocketUpgrade } from "./websocket-upgrade.ts";

/** Takes the upgrades of one path of a Node `http` or `https` server (RFC 6455), with sockets of whatever kind. */
export function takeUpgrades(server: UpgradeServer, path: string, makeAcceptor: () => Acceptor): Transport {
  return (admission) => {
    const acceptor = makeAcceptor();
    const refused = new RefusedClients(acceptor);
    return routeUpgrades(server, path, (upgrade) => takeUpgrade(upgrade, admission, acceptor, refused));
  };
}

/** The checks of RFC 6455, the admission, and its answer. */
function takeUpgrade(upgrade: RoutedUpgrade, admission: Admission, acceptor: Acceptor, refused: RefusedClients): void {
  const { request, socket, params } = upgrade;
  socket.on("error", destroy);
  if (!isWebSocketUpgrade(request)) return refuseOverHttp(socket, "not_a_websocket", null);
  const early = new EarlySocket(admission.limits, (listener, maxFrameBytes) =>
    acceptor.accept(upgrade, listener, maxFrameBytes),
  );
  let address: string | null = null;
  const remoteAddress = (): string | null => (address ??= request.socket.remoteAddress ?? null);
  const asked = new UpgradeRequest({
    url: request.url ?? "",
    headers: request.headers,
    params,
    remoteAddress,
    secure: request.socket instanceof TLSSocket,
    firstFrame: early.firstFrame,
  });
  const judged = admission.admit(asked);
  // a client that goes away while a hook waits takes its address with it, and whoever counts attempts may still ask
  if (isPromise(judged)) remoteAddress();
  void andThen(judged, (result) => {
    if (early.answer(result)) return result.type === "refused" ? refused.letGo(socket) : undefined;
    if (result.type === "refused") {
      const close = refusalCloseCode(asked, result.code);
      if (close !== null && refused.mayBeTold) return refused.tell(upgrade, result, close);
      return refuseOverHttp(socket, result.code, result.details);
    }
    const { peer, room, maxFrameBytes } = result;
    const opened = acceptor.accept(upgrade, peer, maxFrameBytes);
    // the client went away while it was being judged
    if (opened === null) return peer.abandon("lost");
    return peer.open(opened, room);
  });
}

/** A client that resets its connection must not take the process with it. */
function destroy(this: Duplex): void {
  this.destroy();
}
