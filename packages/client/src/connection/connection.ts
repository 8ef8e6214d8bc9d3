import { AUTHENTICATE, encodeClientMessage, isReservedEvent } from "@parlor/protocol";
import type { Addressees, ErrorData, EventMap, Json, Message, Retry, ServerEvents } from "@parlor/protocol";

import { ConnectionError } from "../errors.ts";
import { Listeners } from "../listeners.ts";
import { report } from "../report.ts";
import { Attempt } from "./attempt.ts";
import type { CloseReason } from "./close-reason.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { ConnectOptions } from "./options.ts";
import { Outbox } from "./outbox.ts";
import { fullJitter, type RetryContext } from "./retry-policy.ts";
import { Roster } from "./roster.ts";
import { isSignal, type SignalEvents } from "./signal-events.ts";
import { onWake } from "./wake.ts";
import { readAfterMs, type Frame, type ServerMessage } from "./wire.ts";

/**
 * How long a connection must have been open before its back-off starts over: a room that lets clients in and crashes at
 * once would otherwise be besieged by all of them.
 */
const STEADY_MS = 5_000;

/**
 * How often in a row a client that the server has refused because its token had expired brings another one: tokens get
 * old on the way, but if they always do, then a clock is wrong.
 */
const MAX_EXPIRED = 2;

/** The longest that a timer can run; browsers and Node take more than this as nothing at all. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What a connection can send: the application's events, and what a mesh says. */
export type Said<Events extends EventMap> = Events & SignalEvents;

/** What a connection can hear: the same, and the server's own. */
export type Heard<Events extends EventMap> = Said<Events> & ServerEvents;

/**
 * A client's place in one room, for as long as the program wants it: sockets come and go below. Each time one opens, the
 * server gives it a new peer id and a new roster.
 *
 * Heartbeats find a dead link within twice `heartbeatMs`. A page that is looked at again, or whose network is back, does
 * not wait: a retry that is due later is made at once, and an open link that does not answer within 5 seconds is dead.
 */
export class Connection<Events extends EventMap = EventMap> {
  readonly #url: string;
  readonly #options: Required<ConnectOptions>;
  readonly #messages = new Listeners();
  readonly #states = new Listeners();
  readonly #roster = new Roster();
  readonly #outbox: Outbox;
  readonly #stopWaking: () => void;
  #state: ConnectionState = Object.freeze({ name: "connecting", attempt: 0 });
  #attempt: Attempt | null;
  #retries = 0;
  #openedAt: number | null = null;
  /** The tokens that had expired on the way since the server let this client in. */
  #expired = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #closing: Promise<void> | null = null;

  /** Not for programs: they call `connect`. `url` is what `socketUrl` made of theirs. */
  constructor(url: string, options: Required<ConnectOptions>) {
    this.#url = url;
    this.#options = options;
    this.#outbox = new Outbox(options);
    this.#attempt = this.#dial();
    this.#stopWaking = onWake(() => this.#wake());
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /**
   * Who else is in the room: peer id to metadata, without this client and what the server has left of it from before. A
   * live view that is up to date before any listener hears of a change. While the connection is waiting it is what was
   * last known; it is empty once closed.
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
   * peers, and the server's `authenticated`, `joined`, `left`, `ice_servers`, `token_accepted` and `error`. The server's
   * have been checked; the data of the others is as its sender sent it, whatever `Events` says. A listener that throws is
   * reported (`reportError`) and disturbs nobody. Returns what removes it.
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
   * With `whileDown: "queue"`, what is sent while the connection is connecting or waiting is kept as it is now, and sent
   * when it opens. A peer in the list may have gone by then: the server answers `no_such_peer`.
   *
   * @throws ConnectionError `not_open` unless the state is `open`, or with `"queue"` if it is `closed` or the event is one
   * of a mesh; `queue_full`; `reserved_event` for the server's own events and `authenticate`; `not_json` for a cycle, a
   * BigInt, a function or a symbol.
   */
  send<Event extends keyof Said<Events> & string>(event: Event, data: Said<Events>[Event], to: Addressees): void {
    const { name } = this.#state;
    // what a mesh says would only confuse later: by then it is told to peers that have gone, by one of another name
    const queues = this.#options.whileDown === "queue" && name !== "closed" && !isSignal(event);
    if (name !== "open" && !queues) throw new ConnectionError("not_open", name);
    if (isReservedEvent(event) || event === AUTHENTICATE) throw new ConnectionError("reserved_event", event);
    const frame = encode(event, data, to);
    if (name === "open") this.#attempt?.send(frame);
    else this.#outbox.add(frame);
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
    return new Attempt(this.#url, this.#options, {
      heard: (frame) => this.#hear(frame),
      ended: (reason) => this.#lose(reason),
    });
  }

  #hear(frame: Frame): void {
    if ("server" in frame) this.#obey(frame.server);
    else if (this.#state.name === "open") this.#messages.emit(frame.application.event, frame.application);
  }

  #obey(message: ServerMessage): void {
    const { event, data } = message;
    // the roster begins with `authenticated`
    if (this.#state.name !== "open" && event !== "authenticated" && event !== "error") return;
    const news = this.#roster.apply(message);
    if (event === "authenticated") {
      this.#openedAt ??= performance.now();
      this.#expired = 0;
      // before any listener can send something newer
      for (const frame of this.#outbox.empty()) this.#attempt?.send(frame);
      this.#enter({ name: "open", peerId: data.peer_id, room: data.room });
      // a listener has just closed the connection: nobody must begin anything on it
      if (this.#state.name !== "open") return;
    }
    if (news !== null) this.#messages.emit(event, news);
  }

  /** The page, or its network, is back. */
  #wake(): void {
    const state = this.#state;
    if (state.name === "open") this.#attempt?.wake();
    // who was told when to come back would only be sent away before that
    else if (state.name === "waiting" && (readAfterMs(state.error) === null || state.retryAt <= Date.now())) {
      this.#retry();
    }
  }

  #lose(reason: CloseReason): void {
    const { error } = reason;
    const retry = this.#mayBringAnother(error) ? "yes" : reason.retry;
    this.#attempt = null;
    if (this.#openedAt !== null && performance.now() - this.#openedAt >= STEADY_MS) this.#retries = 0;
    this.#openedAt = null;
    this.#retries += 1;
    const delayMs = retry === "no" ? null : this.#delayMs(retry, error);
    // the retry policy may have closed it
    if (this.#closing !== null) return;
    if (delayMs === null) {
      this.#finish(error);
      return;
    }
    this.#retryTimer = setTimeout(() => this.#retry(), Math.min(delayMs, MAX_TIMER_MS));
    this.#enter({ name: "waiting", attempt: this.#retries, retryAt: Date.now() + delayMs, error });
  }

  /**
   * Whether the server has refused a token for its age alone, which is counted, and there is somebody to ask for a new one.
   */
  #mayBringAnother(error: ErrorData | null): boolean {
    const { token, tokenIn } = this.#options;
    if (error?.code !== "unauthorized" || error.details !== "expired") return false;
    this.#expired += 1;
    return typeof token === "function" && tokenIn !== "cookie" && this.#expired <= MAX_EXPIRED;
  }

  #retry(): void {
    clearTimeout(this.#retryTimer);
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
    clearTimeout(this.#retryTimer);
    this.#stopWaking();
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
