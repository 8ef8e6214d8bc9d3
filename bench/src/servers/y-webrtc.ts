import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:net";

import { portOf } from "./attached.ts";
import type { Start } from "./server.ts";

/**
 * y-webrtc's own `bin/server.js`, which is a program: it listens as soon as it is loaded, on the port that its environment
 * names, and does not say which one it got. Node does. A process can start it once.
 */
export const startYWebrtc: Start = async () => {
  const listening = new Promise<number>((resolve) => {
    subscribe("tracing:net.server.listen:asyncEnd", (event) => {
      if (typeof event === "object" && event !== null && "server" in event && event.server instanceof Server) {
        resolve(portOf(event.server));
      }
    });
  });
  process.env["PORT"] = "0";
  // the package exports its client only, and what a program prints does not belong into a table
  const program = new URL("../bin/server.js", import.meta.resolve("y-webrtc"));
  const { log } = console;
  console.log = () => undefined;
  try {
    await import(program.href);
  } finally {
    console.log = log;
  }
  return listening;
};
