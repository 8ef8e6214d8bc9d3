import type { BenchServer } from "./server.ts";

/** The server that every ratio refers to. */
export const REFERENCE = "ws";

/** The servers that can be measured. */
export const SERVERS: readonly BenchServer[] = [
  {
    name: REFERENCE,
    about: "the barest relay on ws, every option at its default: parse, look up, stringify, send",
    load: async () => (await import("./ws-relay.ts")).attachWsRelay,
  },
  {
    name: "parlor",
    about:
      "default Peer and Room over the ws transport, every option at its default but rateLimit, raised to 1e9 messages and 1e12 bytes",
    load: async () => (await import("./parlor.ts")).attachParlor,
  },
];
