import { encodeClientMessage, isReservedEvent, SUBPROTOCOL } from "@parlor/protocol";
import type { Addressees, ErrorData, EventMap, Json, Message, Retry, ServerEvents } from "@parlor/protocol";

import { ConnectionError } from "../errors.ts";
import type { SignalEvents } from "../link/signal.ts";
import { Listeners } from "../listeners.ts";
import { report } from "../report.ts";
import { Attempt } from "./attempt.ts";
import type { CloseReason } from "./close-reason.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { ConnectOptions } from "./options.ts";
import { fullJitter, type RetryContext } from "./retry-policy.ts";
import { Roster } from "./roster.ts";
import { wait } from "./wait.ts";
import { readAfterMs, type Frame, type ServerMessage } from "./wire.ts";

/**
 * How long a connection must have been open before its back-off starts over: a room that lets clients in and crashes at
 * once would otherwise be besieged by all of them.
 */
const STEADY_MS = 5_000;

/** What a connection can send: the application's events, and what a mesh says. */
export type Said<Events extends EventMap> = Events & SignalEvents;

/** What a connection can hear: the same, and the server's own. */
export type Heard<Events extends EventMap> = Said<Events> & ServerEvents;

/**
 * A client's place in one room, for as long as the program wants it: sockets come and go below. Each time one opens, the
 * server gives it a new peer id and a new roster.
 *
 * Heartbeats find a dead link within twice `heartbeatMs`.
 */
export class Connection<Events extends EventMap = EventMap> {
  readonly #url: string;
  readonly #options: Required<ConnectOptions>;
  readonly #messages = new Listeners();
  readonly #states = new Listeners();
  readonly #roster = new Roster();
  #state: ConnectionState = Object.freeze({ name: "connecting", attempt: 0 });
  #attempt: Attempt | null;
  #retries = 0;
  #openedAt: number | null = null;
  #cancelWait: (() => void) | null = null;
  #closing: Promise<void> | null = null;

  /** Not for programs: they call `connect`. `url` is what `socketUrl` made of theirs. */
  constructor(url: string, options: Required<ConnectOptions>) {
    this.#url = url;
    this.#options = options;
    this.#attempt = this.#dial();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Who else is in the room: peer id to metadata, without this client. A live view that is up to date before any listener
   * hears of a change. While the connection is waiting it is what was last known; it is empty once closed.
   */
  get members(): ReadonlyMap<string, Json> {
    return this.#roster.members;
  }

  /** Calls `listener` after each change of state, in order. Returns what removes it. */
  onState(listener: (state: ConnectionState) => void): () => void {
    return this.#states.add("state", listener);
  }

  /**
   * Calls `listener` for each message of that event, in the order in which they came: the application's own, from other
   * peers, and the server's `authenticated`, `joined`, `left` and `error`. The server's have been checked; the data of the
   * others is as its sender sent it, whatever `Events` says. A listener that throws is reported (`reportError`) and
   * disturbs nobody. Returns what removes it.
   */
  on<Event extends keyof Heard<Events> & string>(
    event: Event,
    listener: (message: Message<Pick<Heard<Events>, Event>>) => void,
  ): () => void {
    return this.#messages.add(event, listener);
  }

  /**
   * Sends a message to everybody else in the room (`"all"`) or to a list of peer ids. `undefined` is sent as `null`. That
   * it returns does not say that it arrives: the link may be dying.
   *
   * @throws ConnectionError `not_open` unless the state is `open`; `reserved_event` for the server's own events;
   * `not_json` for a cycle, a BigInt, a function or a symbol.
   */
  send<Event extends keyof Said<Events> & string>(event: Event, data: Said<Events>[Event], to: Addressees): void {
    if (this.#attempt === null || this.#state.name !== "open") throw new ConnectionError("not_open", this.#state.name);
    if (isReservedEvent(event)) throw new ConnectionError("reserved_event", event);
    this.#attempt.send(encode(event, data, to));
  }

  /**
   * Leaves for good. The state is `closed` at once; the promise resolves when the socket has closed too, or after 2
   * seconds. Never rejects; every call returns the same promise.
   */
  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #leave(): Promise<void> {
    const attempt = this.#attempt;
    if (this.#state.name !== "closed") this.#finish(null);
    await attempt?.close();
  }

  #dial(): Attempt {
    let socket;
    try {
      socket = this.#options.createSocket(this.#url, [SUBPROTOCOL]);
    } catch (cause) {
      throw new ConnectionError("no_socket", undefined, cause);
    }
    return new Attempt(socket, this.#options, {
      heard: (frame) => this.#hear(frame),
      ended: (reason) => this.#lose(reason),
    });
  }

  #hear(frame: Frame): void {
    if ("server" in frame) this.#obey(frame.server);
    else if (this.#state.name === "open") this.#messages.emit(frame.application.event, frame.application);
  }

  #obey(message: ServerMessage): void {
    if (message.event === "authenticated") {
      const { peer_id: peerId, room } = message.data;
      this.#openedAt ??= performance.now();
      this.#roster.apply(message);
      this.#enter({ name: "open", peerId, room });
      // a listener has just closed the connection: nobody must begin anything on it
      if (this.#state.name !== "open") return;
    } else if (message.event !== "error") {
      // the roster begins with `authenticated`
      if (this.#state.name !== "open") return;
      this.#roster.apply(message);
    }
    this.#messages.emit(message.event, message);
  }

  #lose({ retry, error }: CloseReason): void {
    this.#attempt = null;
    if (this.#openedAt !== null && performance.now() - this.#openedAt >= STEADY_MS) this.#retries = 0;
    this.#openedAt = null;
    this.#retries += 1;
    const delayMs = retry === "no" ? null : this.#delayMs(retry, error);
    if (delayMs === null) {
      this.#finish(error);
      return;
    }
    this.#cancelWait = wait(delayMs, () => this.#retry());
    this.#enter({ name: "waiting", attempt: this.#retries, retryAt: Date.now() + delayMs, error });
  }

  #retry(): void {
    this.#cancelWait = null;
    try {
      this.#attempt = this.#dial();
    } catch (error) {
      report(error);
      this.#lose({ retry: "yes", error: null });
      return;
    }
    this.#enter({ name: "connecting", attempt: this.#retries });
  }

  #delayMs(retry: Exclude<Retry, "no">, error: ErrorData | null): number | null {
    const { retryPolicy, random } = this.#options;
    const context: RetryContext = { attempt: this.#retries, retry, afterMs: readAfterMs(error), error, random };
    try {
      const delayMs = retryPolicy(context);
      if (delayMs === null || delayMs >= 0) return delayMs;
      throw new ConnectionError("bad_option", `retryPolicy: expected milliseconds or null; got ${String(delayMs)}`);
    } catch (cause) {
      report(cause);
      return fullJitter(context);
    }
  }

  #finish(error: ErrorData | null): void {
    this.#attempt = null;
    this.#cancelWait?.();
    this.#cancelWait = null;
    this.#roster.clear();
    this.#enter({ name: "closed", error });
  }

  #enter(state: ConnectionState): void {
    this.#state = Object.freeze(state);
    this.#states.emit("state", this.#state);
  }
}

function encode(event: string, data: unknown, to: Addressees): string {
  // JSON.stringify leaves these out instead of throwing
  if (typeof data === "function" || typeof data === "symbol") throw new ConnectionError("not_json", typeof data);
  try {
    return encodeClientMessage({ event, data, to });
  } catch (cause) {
    throw new ConnectionError("not_json", event, cause);
  }
}
