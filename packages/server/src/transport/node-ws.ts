import { takeUpgrades } from "./take-upgrades.ts";
import type { Transport } from "./transport.ts";
import type { UpgradeServer } from "./upgrade-router.ts";
import { WsAcceptor } from "./ws-acceptor.ts";

/** Takes the upgrades of one path of a Node `http` or `https` server, with the `ws` library (RFC 6455). */
export function nodeWs(server: UpgradeServer, path: string): Transport {
  return takeUpgrades(server, path, () => new WsAcceptor());
}
