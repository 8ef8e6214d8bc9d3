import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { resolve } from "node:path";
import { promisify } from "node:util";

import { createParlor } from "@parlor/server";
import { expect, test } from "vitest";

import { makeCertificate } from "../../../bench/src/servers/certificate.ts";
import { OpenPeer, OpenRoom } from "../../../packages/server/fixtures/open.ts";
import { SOCKET_TRANSPORT_NAMES, SOCKET_TRANSPORTS } from "../../../packages/server/fixtures/socket-transports.ts";
import { findPython } from "../../../scripts/find-python.ts";

// A client that shares nothing with us, neither a line nor a language: Python's websockets.

const CLIENT = resolve(import.meta.dirname, "client.py");
const CASES = SOCKET_TRANSPORT_NAMES.flatMap((name) => [[name, "ws"] as const, [name, "wss"] as const]);
/** The checks of client.py. */
const CHECKS = [
  "exchange",
  "fragments",
  "lengths",
  "thousands",
  "slow_reader",
  "pings",
  "closes",
  "closed_by_server",
  "refused",
  "binary",
  "too_big",
  "no_extension",
  "fifty",
  "silent",
];

test.for(CASES)("[TR12] clients of another make are at home: %s over %s", async ([name, scheme]) => {
  const server = scheme === "wss" ? createHttps(makeCertificate()) : createHttp();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const parlor = createParlor({
    peer: OpenPeer,
    rooms: ["room", "silent"].map((room) => ({ name: room, room: OpenRoom })),
    rateLimit: false,
    maxOutboundBytes: 20_000_000,
    heartbeatMs: 100,
    idleTimeoutMs: 10_000,
  });
  parlor.serve(SOCKET_TRANSPORTS[name](server, "/socket/:room"));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { stdout } = await promisify(execFile)(findPython() ?? "python3", [
    CLIENT,
    `${scheme}://127.0.0.1:${port}/socket`,
  ]);
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(CHECKS.map((check) => [check, "ok"])));
  await parlor.close();
  server.close();
});
