import { NetAcceptor } from "./net-acceptor.ts";
import { takeUpgrades } from "./take-upgrades.ts";
import type { Transport } from "./transport.ts";
import type { UpgradeServer } from "./upgrade-router.ts";

/** Takes the upgrades of one path of a Node `http` or `https` server, and frames RFC 6455 itself. */
export function nodeNet(server: UpgradeServer, path: string): Transport {
  return takeUpgrades(server, path, () => new NetAcceptor());
}
