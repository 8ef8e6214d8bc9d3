import {
  AUTHENTICATE,
  encodeClientMessage,
  type ErrorData,
  ERRORS,
  PING,
  PONG,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from "@parlor/protocol";

import { ConnectionError } from "../errors.ts";
import { report } from "../report.ts";
import { closeReason, type CloseReason } from "./close-reason.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { ConnectOptions } from "./options.ts";
import type { WebSocketLike } from "./socket.ts";
import { TokenRenewal } from "./token-renewal.ts";
import { requireToken } from "./token.ts";
import { readFrame, type Frame, type ServerMessage } from "./wire.ts";

/** How long `close` waits for the other end: a dead link never answers. */
const CLOSE_WAIT_MS = 2_000;

/** Nobody has said anything: it may work the next time. */
const LOST: CloseReason = { retry: "yes", error: null };

/** What an attempt tells the connection. */
export interface AttemptEvents {
  readonly heard: (frame: Frame) => void;
  /** The last thing it says, said once; not after `close()`, which is no news to its caller. */
  readonly ended: (reason: CloseReason) => void;
}

/**
 * One socket, from asking for the token that it needs to its end: frames become messages, silence and closes become one
 * typed end.
 */
export class Attempt {
  readonly #url: string;
  readonly #options: Required<ConnectOptions>;
  readonly #events: AttemptEvents;
  readonly #socketClosed = Promise.withResolvers<void>();
  readonly #renewal: TokenRenewal | null;
  /** `null` until there is a token for it. */
  #socket: WebSocketLike | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: Heartbeat | null = null;
  #lastError: ErrorData | null = null;
  #ended = false;

  /** @throws ConnectionError `no_socket`, unless it has to ask for a token first: then that is an end like others. */
  constructor(url: string, options: Required<ConnectOptions>, events: AttemptEvents) {
    this.#url = url;
    this.#options = options;
    this.#events = events;
    const { token, tokenIn, connectTimeoutMs, random } = options;
    const ask = typeof token === "function" ? async () => requireToken(await token(), tokenIn) : null;
    this.#renewal =
      ask &&
      new TokenRenewal(random, {
        ask,
        send: (token) => this.#authenticate(token),
        failed: (cause) => this.#tell("token_not_renewed", cause),
      });
    if (ask !== null && tokenIn !== "cookie") void this.#openWith(ask);
    else this.#open(typeof token === "string" ? token : null);
    if (connectTimeoutMs !== false) this.#deadline = setTimeout(() => this.#abandon(), connectTimeoutMs);
  }

  send(text: string): void {
    this.#socket?.send(text);
  }

  /**
   * There is reason to look at the link and the clock: finds out soon whether the link is dead, if there are heartbeats
   * and the server has let this client in, and renews a token that was due.
   */
  wake(): void {
    this.#heartbeat?.probe();
    this.#renewal?.wake();
  }

  /** Leaves: nothing more is heard. Resolves when the socket has closed, or after 2 seconds. */
  async close(): Promise<void> {
    this.#stop();
    if (this.#socket === null) return;
    const timer = setTimeout(this.#socketClosed.resolve, CLOSE_WAIT_MS);
    this.#socket.close(1000);
    await this.#socketClosed.promise;
    clearTimeout(timer);
  }

  async #openWith(ask: () => Promise<string>): Promise<void> {
    // the connection has to know of this attempt by the time that the program is asked: it may close it
    await Promise.resolve();
    if (this.#ended) return;
    let token: string;
    try {
      token = await ask();
    } catch (error) {
      this.#miss(error);
      return;
    }
    if (this.#ended) return;
    try {
      this.#open(token);
    } catch (error) {
      report(error);
      this.#end(LOST);
    }
  }

  /** There is no token to open a socket with. */
  #miss(cause: unknown): void {
    if (!this.#ended) this.#tell("no_token", cause);
    this.#end(LOST);
  }

  /** The program's listener may throw, like any other, and may close the connection. */
  #tell(code: "no_token" | "token_not_renewed", cause: unknown): void {
    try {
      this.#options.onTokenError(new ConnectionError(code, undefined, cause));
    } catch (error) {
      report(error);
    }
  }

  #open(token: string | null): void {
    const { createSocket, tokenIn } = this.#options;
    const offered = token !== null && tokenIn === "subprotocol" ? [TOKEN_SUBPROTOCOL_PREFIX + token] : [];
    let socket: WebSocketLike;
    try {
      socket = createSocket(this.#url, [SUBPROTOCOL, ...offered]);
    } catch (cause) {
      throw new ConnectionError("no_socket", undefined, cause);
    }
    this.#socket = socket;
    if (token !== null && tokenIn === "first_message") {
      socket.addEventListener("open", () => this.#authenticate(token));
    }
    socket.addEventListener("message", ({ data }) => this.#read(data));
    // says nothing that the close after it does not; but some WebSockets throw when nobody listens
    socket.addEventListener("error", () => {});
    socket.addEventListener("close", ({ code, reason }) => {
      this.#socketClosed.resolve();
      this.#end(closeReason({ code, reason }, this.#lastError));
    });
  }

  /** Brings a token, the first one or a new one. */
  #authenticate(token: string): void {
    if (!this.#ended) this.send(encodeClientMessage({ event: AUTHENTICATE, data: { token }, to: [] }));
  }

  #read(data: unknown): void {
    if (this.#ended) return;
    this.#heartbeat?.hear();
    if (typeof data !== "string" || data === PONG) return;
    const frame = readFrame(data);
    if (frame === null) return;
    if ("server" in frame) this.#heed(frame.server);
    this.#events.heard(frame);
  }

  #heed({ event, data }: ServerMessage): void {
    if (event === "authenticated") this.#settle();
    if (event === "authenticated" || event === "token_accepted") this.#renewal?.begin(data.token_expires_in_ms ?? null);
    if (event !== "error") return;
    this.#lastError = data;
    if (data.code === "token_refused") this.#renewal?.refuse(data.details);
  }

  #settle(): void {
    clearTimeout(this.#deadline);
    const { heartbeatMs } = this.#options;
    if (heartbeatMs === false || this.#heartbeat !== null) return;
    this.#heartbeat = new Heartbeat(heartbeatMs, {
      ping: () => this.send(PING),
      dead: () => this.#abandon(),
    });
  }

  /** Does not wait for the close handshake: on a dead link it takes minutes to fail. */
  #abandon(): void {
    if (this.#socket === null) this.#miss("too slow");
    this.#end(LOST);
    this.#socket?.close(ERRORS.timed_out.close, "timed_out");
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
    this.#renewal?.stop();
  }
}
