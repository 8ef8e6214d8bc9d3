import { ERRORS, PING, PONG, type ErrorData } from "@parlor/protocol";

import { closeReason, type CloseReason } from "./close-reason.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { ConnectOptions } from "./options.ts";
import type { WebSocketLike } from "./socket.ts";
import { readFrame, type Frame } from "./wire.ts";

/** How long `close` waits for the other end: a dead link never answers. */
const CLOSE_WAIT_MS = 2_000;

/** What an attempt tells the connection. */
export interface AttemptEvents {
  readonly heard: (frame: Frame) => void;
  /** The last thing it says, said once; not after `close()`, which is no news to its caller. */
  readonly ended: (reason: CloseReason) => void;
}

/** One socket, from its creation to its end: frames become messages, silence and closes become one typed end. */
export class Attempt {
  readonly #socket: WebSocketLike;
  readonly #heartbeatMs: number | false;
  readonly #events: AttemptEvents;
  readonly #socketClosed = Promise.withResolvers<void>();
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: Heartbeat | null = null;
  #lastError: ErrorData | null = null;
  #ended = false;

  constructor(
    socket: WebSocketLike,
    options: Required<Pick<ConnectOptions, "connectTimeoutMs" | "heartbeatMs">>,
    events: AttemptEvents,
  ) {
    this.#socket = socket;
    this.#heartbeatMs = options.heartbeatMs;
    this.#events = events;
    if (options.connectTimeoutMs !== false) {
      this.#deadline = setTimeout(() => this.#abandon(), options.connectTimeoutMs);
    }
    socket.addEventListener("message", ({ data }) => this.#read(data));
    // says nothing that the close after it does not; but some WebSockets throw when nobody listens
    socket.addEventListener("error", () => {});
    socket.addEventListener("close", ({ code, reason }) => {
      this.#socketClosed.resolve();
      this.#end(closeReason({ code, reason }, this.#lastError));
    });
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** Finds out soon whether the link is dead, if there are heartbeats and the server has let this client in. */
  probe(): void {
    this.#heartbeat?.probe();
  }

  /** Leaves: nothing more is heard. Resolves when the socket has closed, or after 2 seconds. */
  async close(): Promise<void> {
    this.#stop();
    const timer = setTimeout(this.#socketClosed.resolve, CLOSE_WAIT_MS);
    this.#socket.close(1000);
    await this.#socketClosed.promise;
    clearTimeout(timer);
  }

  #read(data: unknown): void {
    if (this.#ended) return;
    this.#heartbeat?.hear();
    if (typeof data !== "string" || data === PONG) return;
    const frame = readFrame(data);
    if (frame === null) return;
    if ("server" in frame && frame.server.event === "authenticated") this.#settle();
    if ("server" in frame && frame.server.event === "error") this.#lastError = frame.server.data;
    this.#events.heard(frame);
  }

  #settle(): void {
    clearTimeout(this.#deadline);
    if (this.#heartbeatMs === false || this.#heartbeat !== null) return;
    this.#heartbeat = new Heartbeat(this.#heartbeatMs, {
      ping: () => this.#socket.send(PING),
      dead: () => this.#abandon(),
    });
  }

  /** Does not wait for the close handshake: on a dead link it takes minutes to fail. */
  #abandon(): void {
    this.#end({ retry: "yes", error: null });
    this.#socket.close(ERRORS.timed_out.close, "timed_out");
  }

  #end(reason: CloseReason): void {
    if (this.#ended) return;
    this.#stop();
    this.#events.ended(reason);
  }

  #stop(): void {
    this.#ended = true;
    clearTimeout(this.#deadline);
    this.#heartbeat?.stop();
  }
}
