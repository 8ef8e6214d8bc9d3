import type { Json, Outgoing } from "@parlor/protocol";

import type { Awaitable } from "../actor/awaitable.ts";
import type { PeerEndCode } from "../observe/events.ts";
import type {
  Application,
  AuthData,
  ClientEvent,
  Credentials,
  Events,
  Metadata,
  Options,
} from "../room/application.ts";
import { type Accept, type Drop, type Refusal, accept } from "../room/verdict.ts";
import type { UpgradeRequest } from "./upgrade-request.ts";

/** What `parseRequest` reads from an upgrade request. */
export interface JoinRequest<T extends Application = Application> {
  /** The name of the room the client wants to join. */
  readonly room: string;
  readonly credentials: Credentials<T>;
  /** What the other members will get to see of this peer. */
  readonly metadata: Metadata<T>;
}

/** What `onInit` may set while it accepts a peer. */
export interface PeerInit<T extends Application = Application> {
  /** Takes the place of the request's metadata: what authentication found out counts more than what a client says. */
  readonly metadata?: Metadata<T>;
  /** For this peer alone: how long nothing at all may be heard from its client. @see ParlorOptions */
  readonly idleTimeoutMs?: number | false;
  /** For this peer alone: the largest frame it may send, in bytes. @see ParlorOptions */
  readonly maxFrameBytes?: number;
}

/** What a peer may do to itself. */
export interface PeerControl<T extends Application = Application> {
  readonly id: string;
  send(event: string, data: unknown): boolean;
  forward(message: Outgoing<Events<T>>): void;
  stop(reason: Json): void;
}

let bind: (peer: Peer, control: PeerControl) => void;

/**
 * One client on the server: extend this, one instance per client. Hooks run one at a time, in the order of what
 * happened; `this` holds the peer's state. A hook that throws, rejects or does not settle in time ends this peer with
 * `internal`, and touches nobody else.
 */
export abstract class Peer<T extends Application = Application> {
  #control: PeerControl<T> | null = null;

  /**
   * Runs first, when the client's upgrade request has come. Read from it, and trust none of it, which room the client
   * wants and who it says it is; or return `refuse(reason)`, which answers HTTP 400.
   */
  abstract parseRequest(request: UpgradeRequest): Awaitable<JoinRequest<T> | Refusal>;

  /**
   * Runs second: authenticate, and set up the state. Return `accept()`, also with settings for this peer, or
   * `refuse(reason)`, which answers HTTP 401. Rooms are looked up afterwards, so that strangers learn nothing of them.
   *
   * @param options the `peerOptions` given to `createParlor`.
   */
  onInit(_auth: AuthData<T>, _options: Options<T>): Awaitable<(Accept & PeerInit<T>) | Refusal> {
    return accept();
  }

  /**
   * Runs for every message of the client, once the peer has joined its room. Return the message, a changed one, or
   * `DROP`; what is returned goes to the room. `message.data` is unchecked, unless the application has declared its `events`.
   */
  onReceive(message: ClientEvent<T>): Awaitable<ClientEvent<T> | Drop> {
    return message;
  }

  /**
   * Runs last, exactly once for every peer whose `onInit` accepted, however it ends. The room has been told by then. It
   * does not run if `onInit` refused or failed, by its deadline too: then `onInit` cleans up after itself.
   */
  onTerminate(_code: PeerEndCode): Awaitable<void> {}

  /** The UUIDv4 the server gave this peer. */
  get id(): string {
    return this.#self().id;
  }

  /**
   * Sends a message of the server's own to this peer's client. Returns `false`, and sends nothing, while the peer has not joined or
   * when it has ended.
   *
   * @throws TypeError if `data` is not JSON, or the event is one of the protocol's own.
   */
  send<Event extends keyof Events<T> & string>(event: Event, data: Events<T>[Event]): boolean {
    return this.#self().send(event, data);
  }

  /**
   * Forwards a message to the room as if the client had sent it, without `onReceive` and after the running hook. Before the
   * peer has joined, and after it has ended, nothing happens.
   *
   * @throws TypeError if `data` is not JSON, `to` is no addressee, the event is one of the protocol's own, or this is
   * `onInit` or `parseRequest`.
   */
  forward(message: Outgoing<Events<T>>): void {
    this.#self().forward(message);
  }

  /**
   * Ends this peer: its client is told `removed` with the reason as details, and does not come back by itself.
   *
   * @throws TypeError in `onInit` and `parseRequest`, which refuse instead.
   */
  stop(reason: Json = null): void {
    this.#self().stop(reason);
  }

  #self(): PeerControl<T> {
    if (this.#control === null) throw new TypeError("A peer acts from its hooks, not from its constructor");
    return this.#control;
  }

  static {
    bind = (peer, control) => {
      peer.#control = control;
    };
  }
}

/** Gives a peer what it acts through. Only for the actor that runs it. */
export function bindPeer(peer: Peer, control: PeerControl): void {
  bind(peer, control);
}
