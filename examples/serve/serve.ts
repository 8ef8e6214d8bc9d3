import { createServer, type Server } from "node:https";

import { getRequestListener } from "@hono/node-server";

import { type CertificateSource, loadCertificate } from "./certificate.ts";
import { listen } from "./listen.ts";
import type { ServeSettings } from "./settings.ts";
import { stopOnSignals } from "./stop.ts";
import { type ExtraLink, printUrls } from "./urls.ts";

/** What answers requests: a `Hono`, whatever it knows of them. */
export interface Router {
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

/** Makes an HTTPS server whose ordinary requests the router answers. @throws StartError if there is no certificate. */
export async function createHttps(router: Router, certificate: CertificateSource): Promise<Server> {
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
  /** One more link to print, for this machine. */
  readonly extraLink?: ExtraLink | null;
  /** Ends the WebSockets: the server itself cannot. */
  readonly stop: () => Promise<void>;
}

/**
 * Listens, prints the URLs to open, and stops in order at the first SIGINT or SIGTERM.
 *
 * @throws StartError if the port cannot be had.
 */
export async function serve(server: Server, { settings, path, extraLink, stop }: ServeOptions): Promise<void> {
  const address = await listen(server, settings);
  stopOnSignals(async () => {
    await stop();
    server.close();
    server.closeAllConnections();
  });
  printUrls(address, path, extraLink);
}
