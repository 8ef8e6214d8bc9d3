import { createParlor, type ParlorEvent, type ParlorOptions } from "@parlor/server";
import { TestServer, testServer as serverOnNode, type TestTransport } from "@parlor/server/testing";

import { BunDialer } from "../../packages/server/fixtures/bun-dialer.ts";
import { BUN } from "../../packages/server/fixtures/bun-runtime.ts";

/** The transports that the contract holds for. One needs Bun: there these files run once more, see test/bun.test.ts. */
export const TRANSPORTS: readonly (TestTransport | "bun")[] = [
  "memory",
  "ws",
  "net",
  ...(BUN === null ? [] : ["bun" as const]),
];

/** Starts a Parlor behind any of them, reachable at `/socket/:room?`. */
export async function testServer(options: ParlorOptions, transport: TestTransport | "bun"): Promise<TestServer> {
  if (transport !== "bun") return serverOnNode(options, transport);
  const events: ParlorEvent[] = [];
  const parlor = createParlor(options);
  parlor.observe((event) => events.push(event));
  return new TestServer(parlor, events, new BunDialer("/socket/:room?"));
}
