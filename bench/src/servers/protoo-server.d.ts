// protoo-server has no types: what the bench uses of it.
declare module "protoo-server" {
  import type { IncomingMessage, Server } from "node:http";

  export class WebSocketServer {
    constructor(server: Server);
    on(
      event: "connectionrequest",
      listener: (info: { readonly request: IncomingMessage }, accept: () => Transport) => void,
    ): this;
  }

  export interface Transport {
    readonly closed: boolean;
  }

  export class Room {
    readonly peers: readonly Peer[];
    createPeer(id: string, transport: Transport): Peer;
    getPeer(id: string): Peer | undefined;
  }

  export class Peer {
    readonly id: string;
    private constructor();
    notify(method: string, data: object): Promise<void>;
    on(event: "request", listener: (request: Notification, accept: (data?: object) => void) => void): this;
    on(event: "notification", listener: (notification: Notification) => void): this;
    on(event: "close", listener: () => void): this;
  }

  interface Notification {
    readonly method: string;
    readonly data: { readonly to: "all" | readonly string[]; readonly data: unknown };
  }
}
