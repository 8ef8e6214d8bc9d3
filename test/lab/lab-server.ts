import { type ServerProcess, startServer } from "../e2e/server-process.ts";

export interface LabServerOptions {
  /** STUN and TURN servers. */
  readonly urls?: readonly string[];
  /** What the TURN servers expect credentials to be made with. */
  readonly secret?: string;
}

/** Starts a server that has the lab's page and tells its peers these ICE servers. */
export function startLabServer({ urls = [], secret }: LabServerOptions = {}): Promise<ServerProcess> {
  const env = { ICE_URLS: JSON.stringify(urls), ...(secret === undefined ? {} : { TURN_SECRET: secret }) };
  return startServer({ program: "test/lab/server.ts", env });
}
