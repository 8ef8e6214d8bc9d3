import type { SocketListener } from "../peer/socket.ts";

/** Behind the socket of a refused client there is no peer. */
export const NOBODY: SocketListener = {
  receive: () => undefined,
  receiveBinary: () => undefined,
  heard: () => undefined,
  pinged: () => false,
  broken: () => undefined,
  closed: () => undefined,
};
