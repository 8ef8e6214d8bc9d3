import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Finds a port for a server that is to come back to it. Those that the system gives out by itself, as for `PORT=0`, may belong
 * to another program by then; this one lies below their range (32768 and up on Linux).
 */
export async function findFreePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const server = createServer().listen(port);
  try {
    await once(server, "listening");
    return port;
  } catch {
    return findFreePort();
  } finally {
    server.close();
  }
}
