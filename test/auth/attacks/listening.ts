import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";

import { onTestFinished, vi } from "vitest";

import { SOCKET_PATH } from "../../../examples/auth/src/app.ts";
import { createHttps } from "../../../examples/serve/serve.ts";
import type { Site } from "../web/site.ts";

/** The site on a port of this machine, as `main.ts` serves it. */
export interface Listening {
  /**
   * Sends bytes as they are, and gives back what comes until the server closes, or until `until` has come: headers in
   * Latin-1. So a request that shall be answered to its end says `Connection: close`.
   */
  readonly send: (request: string, options?: { readonly until?: string }) => Promise<string>;
}

/** Lets a site listen over TLS until the test is over. */
export async function listenFor({ app }: Site): Promise<Listening> {
  const folder = await mkdtemp(join(tmpdir(), "parlor-tls-"));
  // it says that it makes a certificate
  const talk = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const server = await createHttps(app.router, { folder });
  talk.mockRestore();
  const stop = app.parlor.attach(server, { path: SOCKET_PATH });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    stop();
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { send: (request, { until } = {}) => sendRaw(port, request, until) };
}

async function sendRaw(port: number, request: string, until: string | undefined): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
  const { promise, resolve } = Promise.withResolvers<void>();
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (part: string) => {
    text += part;
    if (until !== undefined && text.includes(until)) socket.destroy();
  });
  // a server that has answered may close before it has read everything
  socket.on("error", () => resolve());
  socket.on("close", () => resolve());
  socket.write(request, "latin1");
  await promise;
  return text;
}
