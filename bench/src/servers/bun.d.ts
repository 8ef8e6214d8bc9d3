// What the bench uses of Bun's own module; the types that Bun publishes would claim the globals of Node, too.
declare module "bun" {
  import type { BunServer, BunWebSocketHandler } from "@parlor/server/bun";

  export function serve(options: {
    readonly hostname: string;
    readonly port: number;
    readonly tls?: { readonly key: string; readonly cert: string };
    readonly fetch: (request: Request, server: BunServer) => Response | undefined | Promise<Response | undefined>;
    readonly websocket: BunWebSocketHandler;
  }): { readonly port: number };

  export function serve<Data>(options: {
    readonly hostname: string;
    readonly port: number;
    readonly tls?: { readonly key: string; readonly cert: string };
    fetch(request: Request, server: Server<Data>): Response | undefined;
    readonly websocket: {
      open(socket: ServerWebSocket<Data>): void;
      /** A text frame brings a string. */
      message(socket: ServerWebSocket<Data>, text: string): void;
      close(socket: ServerWebSocket<Data>): void;
    };
  }): Server<Data>;

  export interface Server<Data> {
    readonly port: number;
    upgrade(request: Request, options: { readonly data: Data }): boolean;
  }

  export interface ServerWebSocket<Data> {
    readonly data: Data;
    send(text: string): number;
    /** Everybody who subscribes to it, but this socket. */
    publish(topic: string, text: string): number;
    subscribe(topic: string): void;
  }

  /** Collects garbage at once. */
  export function gc(force: boolean): void;
}
