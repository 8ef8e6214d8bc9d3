import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

import type { Start } from "./server.ts";

/** Starts what takes the upgrades of an HTTP server: makes that, with Node's defaults, and lets it listen. */
export function attached(attach: (server: Server) => void): Start {
  return async (certificate) => {
    const server = certificate === null ? createServer() : createSecureServer(certificate);
    attach(server);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", resolve);
    });
    return portOf(server);
  };
}

/** The port on which a server listens. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port");
  return address.port;
}
