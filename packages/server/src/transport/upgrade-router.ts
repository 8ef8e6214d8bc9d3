import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import { Socket as NetSocket } from "node:net";
import type { Duplex } from "node:stream";

import { refuseOverHttp } from "./http-refusal.ts";
import { PathRoutes } from "./path-routes.ts";

/** An upgrade request whose path belongs to a route. */
export interface RoutedUpgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly params: Readonly<Record<string, string>>;
}

/** Takes the upgrades of one path. */
export type UpgradeRoute = (upgrade: RoutedUpgrade) => void;

/** The anything with an `upgrade` event that Node's `http` and `https` servers are. */
export type UpgradeServer = Pick<Server, "on" | "off" | "emit" | "listenerCount">;

/**
 * All the paths of one HTTP server, of however many Parlors. Upgrades of other paths are left to the server's other
 * upgrade listeners, and refused with 404 if there are none: nobody else would ever answer them.
 */
class UpgradeRouter {
  readonly #server: UpgradeServer;
  readonly #routes = new PathRoutes<UpgradeRoute>();

  constructor(server: UpgradeServer) {
    this.#server = server;
  }

  add(path: string, route: UpgradeRoute): () => void {
    const isFirst = this.#routes.size === 0;
    const remove = this.#routes.add(path, route);
    if (isFirst) this.#server.on("upgrade", this.#onUpgrade);
    return () => {
      remove();
      if (this.#routes.size === 0) this.#server.off("upgrade", this.#onUpgrade);
    };
  }

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const found = this.#routes.find(request.url ?? "");
    if (found !== null) return found.route({ request, socket, head, params: found.params });
    // an upgraded socket without an error listener takes the process down when its client resets it
    socket.on("error", () => void socket.destroy());
    if (this.#server.listenerCount("upgrade") > 1) return;
    if (request.headers.upgrade?.toLowerCase() === "websocket") refuseOverHttp(socket, "no_such_path", null);
    else this.#answerAsUsual(request, socket);
  };

  /** A client that offers HTTP/2 on the side: without us on the server, Node would have ignored the offer. */
  #answerAsUsual(request: IncomingMessage, socket: Duplex): void {
    if (!(socket instanceof NetSocket)) return void socket.destroy();
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on("finish", () => socket.end());
    this.#server.emit("request", request, response);
  }
}

const routers = new WeakMap<UpgradeServer, UpgradeRouter>();

/** Routes a server's upgrades of one path; gives back the function that ends it. Throws a ConfigError if the path is taken. */
export function routeUpgrades(server: UpgradeServer, path: string, route: UpgradeRoute): () => void {
  let router = routers.get(server);
  if (router === undefined) {
    router = new UpgradeRouter(server);
    routers.set(server, router);
  }
  return router.add(path, route);
}
