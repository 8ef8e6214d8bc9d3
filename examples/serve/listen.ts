import type { Server } from "node:https";
import type { AddressInfo } from "node:net";

import { StartError } from "./start-error.ts";

/** Listens, and gives back the address it really has. @throws StartError if the port cannot be had. */
export function listen(
  server: Server,
  { port, host }: { readonly port: number; readonly host: string | undefined },
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(new StartError(`Cannot listen on ${host ?? "port"} ${port}: ${reason(cause)}`, { cause }));
    });
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new StartError("The server has no port"));
      else resolve(address);
    });
  });
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EADDRINUSE") return "another program is using it. PORT=8444 before the command takes another one.";
  if (code === "EACCES") return "this user may not. PORT=8443 is one that anybody may use.";
  return message;
}
