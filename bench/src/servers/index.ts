import { COLYSEUS } from "../dialects/colyseus.ts";
import { PARLOR } from "../dialects/parlor.ts";
import { PEERJS } from "../dialects/peerjs.ts";
import { PROTOO } from "../dialects/protoo.ts";
import { SOCKET_IO } from "../dialects/socket-io.ts";
import { Y_WEBRTC } from "../dialects/y-webrtc.ts";
import { findBun, NO_BUN } from "../process/bun.ts";
import type { BenchServer } from "./server.ts";

/** The server that every ratio refers to. */
export const REFERENCE = "ws";

const RATE_LIMIT = "rateLimit raised to 1e9 messages and 1e12 bytes, because it exists to refuse such a load";

/** The servers that can be measured. Each is the least that its documentation shows for rooms, with its defaults. */
export const SERVERS: readonly BenchServer[] = [
  {
    name: REFERENCE,
    about: "the barest relay on ws: parse, look up, stringify, send; every option at its default",
    packages: ["ws"],
    runtime: "node",
    dialect: PARLOR,
    lacksTls: null,
    load: async () => (await import("./ws-relay.ts")).startWsRelay,
  },
  {
    name: "parlor",
    about: `default Peer and Room, every bound on; ${RATE_LIMIT}`,
    packages: ["@parlor/server"],
    runtime: "node",
    dialect: PARLOR,
    lacksTls: null,
    load: async () => (await import("./parlor.ts")).startParlor,
  },
  {
    name: "parlor-ws",
    about: `the same over its other transport, the ws library; ${RATE_LIMIT}`,
    packages: ["@parlor/server", "ws"],
    runtime: "node",
    dialect: PARLOR,
    lacksTls: null,
    load: async () => (await import("./parlor.ts")).startParlorWs,
  },
  {
    name: "socket.io",
    about: "Socket.IO, rooms and private messages; every option at its default; clients begin with WebSocket",
    packages: ["socket.io", "engine.io"],
    runtime: "node",
    dialect: SOCKET_IO,
    lacksTls: null,
    load: async () => (await import("./socket-io.ts")).startSocketIo,
  },
  {
    name: "peer",
    about: "PeerServer of PeerJS; concurrent_limit raised from 5,000 to 100,000, for the scenarios with more peers",
    packages: ["peer"],
    runtime: "node",
    dialect: PEERJS,
    lacksTls: null,
    load: async () => (await import("./peerjs.ts")).startPeerServer,
  },
  {
    name: "protoo",
    about: "protoo-server, notifications passed on within its rooms; every option at its default",
    packages: ["protoo-server", "websocket"],
    runtime: "node",
    dialect: PROTOO,
    lacksTls: null,
    load: async () => (await import("./protoo.ts")).startProtoo,
  },
  {
    name: "y-webrtc",
    about: "y-webrtc's own bin/server.js; it has no options; a broadcast comes back to its sender, too",
    packages: ["y-webrtc"],
    runtime: "node",
    dialect: Y_WEBRTC,
    lacksTls: "its program serves plain HTTP",
    load: async () => (await import("./y-webrtc.ts")).startYWebrtc,
  },
  {
    name: "colyseus",
    about:
      "Colyseus core and ws-transport, a room without state that passes messages on; a seat is reserved over HTTP first; no greeting",
    packages: ["@colyseus/core", "@colyseus/ws-transport"],
    runtime: "node",
    dialect: COLYSEUS,
    lacksTls: "its clients reserve a seat over HTTP first, which the bench does without TLS",
    load: async () => (await import("./colyseus.ts")).startColyseus,
  },
  {
    name: "parlor-bun",
    about: `the same on Bun, over its native WebSocket; ${RATE_LIMIT}`,
    packages: ["@parlor/server", "bun"],
    runtime: "bun",
    dialect: PARLOR,
    lacksTls: null,
    load: async () => (await import("./parlor-bun.ts")).startParlorBun,
  },
  {
    name: "bun",
    about:
      "as a limit, the barest relay on Bun's native WebSocket, with its native publish; every option at its default",
    packages: ["bun"],
    runtime: "bun",
    dialect: PARLOR,
    lacksTls: null,
    load: async () => (await import("./bun-relay.ts")).startBunRelay,
  },
];

/** Why a server cannot be measured on this machine, or `null` if it can. */
export function whyUnavailable({ runtime }: BenchServer): string | null {
  return runtime === "bun" && findBun() === null ? NO_BUN : null;
}
