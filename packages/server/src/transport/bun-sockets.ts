import { ConfigError } from "../observe/errors.ts";
import type { Admission } from "../peer/admission.ts";
import type { BunServer, BunWebSocketHandler } from "./bun-api.ts";
import { BunUpgrades, refusal } from "./bun-upgrades.ts";
import { PathRoutes } from "./path-routes.ts";
import type { Transport } from "./transport.ts";

/**
 * The WebSockets of one `Bun.serve`, of however many Parlors: its `websocket`, and what its `fetch` does about upgrades.
 *
 * @throws ConfigError on anything but Bun 1.4.4 or newer.
 */
export class BunSockets {
  readonly #routes = new PathRoutes<BunUpgrades>();
  #maxFrameBytes = LEAST_MAX_FRAME_BYTES;
  #websocket: BunWebSocketHandler | null = null;

  /** @param version Bun's own, unless a test says otherwise. */
  constructor(version = process.versions["bun"]) {
    if (version !== undefined && isSupported(version)) return;
    const found = version === undefined ? "another runtime" : version;
    throw new ConfigError("invalid_option", `BunSockets: expected Bun ${MIN_VERSION.join(".")} or newer, got ${found}`);
  }

  /** What takes the upgrades of one path, for `parlor.serve()`; with it, throws a ConfigError as {@link Parlor.attach} does. */
  at(path: string): Transport {
    return (admission) => {
      this.#makeRoomFor(admission);
      return this.#routes.add(path, new BunUpgrades(admission));
    };
  }

  /**
   * For `Bun.serve`. Bun has one bound for what a client may send, in all its sockets: the largest `maxFrameBytes` of the
   * Parlors that are served when this is first read, so serve them before.
   */
  get websocket(): BunWebSocketHandler {
    this.#websocket ??= handler(this.#maxFrameBytes);
    return this.#websocket;
  }

  /** Takes an upgrade of one of the paths: to be returned by `Bun.serve`'s `fetch`. `null` if the request is something else. */
  take(request: Request, server: BunServer): Promise<Response | undefined> | null {
    if (!request.headers.has("upgrade")) return null;
    const url = afterOrigin(request.url);
    const found = this.#routes.find(url);
    return found === null ? null : found.route.take({ request, server, url, params: found.params });
  }

  /** A `fetch` for `Bun.serve` that has nothing but these paths: all the rest is 404. */
  readonly fetch = (request: Request, server: BunServer): Promise<Response | undefined> | Response =>
    this.take(request, server) ?? refusal("no_such_path", null);

  #makeRoomFor({ limits: { maxFrameBytes } }: Admission): void {
    if (this.#websocket === null) this.#maxFrameBytes = Math.max(this.#maxFrameBytes, maxFrameBytes);
    if (maxFrameBytes <= this.#maxFrameBytes) return;
    const problem = `maxFrameBytes: ${maxFrameBytes} is more than Bun was told when its server started (${this.#maxFrameBytes})`;
    throw new ConfigError("invalid_option", `${problem}; call parlor.serve() before Bun.serve()`);
  }
}

function handler(maxFrameBytes: number): BunWebSocketHandler {
  return {
    maxPayloadLength: Math.min(maxFrameBytes, MOST_MAX_PAYLOAD_LENGTH),
    // the peer's own heartbeat and its bound of what waits take their places
    idleTimeout: 0,
    backpressureLimit: 0,
    sendPings: false,
    perMessageDeflate: false,
    open: (socket) => socket.data.opened(socket),
    message: (socket, message) => {
      if (typeof message === "string") socket.data.text(message);
      else socket.data.binary();
    },
    ping: (socket) => socket.data.pinged(),
    pong: (socket) => socket.data.ponged(),
    drain: (socket) => socket.data.drained(),
    close: (socket, code, reason) => socket.data.closed(code, reason),
  };
}

/** Path and query: what follows the `http://host` that Bun puts before a request line's path. */
function afterOrigin(url: string): string {
  return url.slice(url.indexOf("/", url.indexOf("//") + 2));
}

function isSupported(version: string): boolean {
  const numbers = version.split(".").map((part) => Number.parseInt(part, 10));
  for (const [index, least] of MIN_VERSION.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== least) return number > least;
  }
  return true;
}

/** The first whose sockets can be paused, and can be accepted without a subprotocol although one is offered. */
const MIN_VERSION = [1, 4, 4] as const;

/** The default of `maxFrameBytes`: a Parlor that keeps to it may be served at any time. */
const LEAST_MAX_FRAME_BYTES = 65_536;

/** Bun counts with 32 bits. */
const MOST_MAX_PAYLOAD_LENGTH = 4_294_967_295;
