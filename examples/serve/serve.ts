import { createServer, type Server } from "node:https";

import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

import { type CertificateSource, loadCertificate } from "./certificate.ts";
import { listen } from "./listen.ts";
import type { ServeSettings } from "./settings.ts";
import { stopOnSignals } from "./stop.ts";
import { printUrls } from "./urls.ts";

/** Makes an HTTPS server whose ordinary requests the router answers. @throws StartError if there is no certificate. */
export async function createHttps(router: Hono, certificate: CertificateSource): Promise<Server> {
  const answer = getRequestListener(router.fetch);
  return createServer(await loadCertificate(certificate), (request, response) => {
    void answer(request, response);
  });
}

/** How {@link serve} runs a server. */
export interface ServeOptions {
  readonly settings: ServeSettings;
  /** What to open first. */
  readonly path: string;
  /** Ends the WebSockets: the server itself cannot. */
  readonly stop: () => Promise<void>;
}

/**
 * Listens, prints the URLs to open, and stops in order at the first SIGINT or SIGTERM.
 *
 * @throws StartError if the port cannot be had.
 */
export async function serve(server: Server, { settings, path, stop }: ServeOptions): Promise<void> {
  const address = await listen(server, settings);
  stopOnSignals(async () => {
    await stop();
    server.close();
    server.closeAllConnections();
  });
  printUrls(address, path);
}
