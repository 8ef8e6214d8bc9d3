import type { Outgoing } from "@parlor/protocol";

import type { Awaitable } from "../actor/awaitable.ts";
import type { PeerEndCode } from "../observe/events.ts";
import type {
  Application,
  AuthData,
  Claims,
  ClientEvent,
  Credentials,
  Events,
  Metadata,
  Options,
} from "../room/application.ts";
import type { Removal } from "../room/removal.ts";
import { type Accept, type Drop, type Refusal, accept, refuse } from "../room/verdict.ts";
import type { UpgradeRequest } from "./upgrade-request.ts";

/** What `parseRequest` reads from an upgrade request. */
export interface JoinRequest<T extends Application = Application> {
  /** The name of the room the client wants to join. */
  readonly room: string;
  readonly credentials: Credentials<T>;
  /** What the other members will get to see of this peer. */
  readonly metadata: Metadata<T>;
}

/** What a token says of a peer, at first in `onInit`, then each time in `onToken`. */
export interface TokenInit {
  /**
   * Until when it is authenticated, in milliseconds since 1970. Then its client is told `token_expired`, unless it has
   * brought a new token. @default for ever
   */
  readonly expiresAt?: number;
  /** Whether its client may send to `"all"`. What the server's own code forwards is not limited. @default true */
  readonly sendToAll?: boolean;
  /** Whether its client may send to single members, or to whom: a list of identities. @default true */
  readonly sendTo?: boolean | readonly string[];
}

/** What `onInit` may set while it accepts a peer. */
export interface PeerInit<T extends Application = Application> extends TokenInit {
  /**
   * Who it is, over all its connections: a user id. Bans and a room's `duplicates` go by it. @default nobody in particular
   */
  readonly identity?: string;
  /** What authentication has found out, for `onJoin` to judge by. */
  readonly claims?: Claims<T>;
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
  stop(removal: Removal): void;
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
   * wants and who it says it is; or return `refuse(reason)`, which answers HTTP 400, or 429 with `{ afterMs }`.
   */
  abstract parseRequest(request: UpgradeRequest): Awaitable<JoinRequest<T> | Refusal>;

  /**
   * Runs second: authenticate, and set up the state. Return `accept()`, also with settings for this peer, or
   * `refuse(reason)`, which answers HTTP 401, or 429 with `{ afterMs }`. Rooms are looked up afterwards, so that strangers learn nothing of them.
   *
   * @param options the `peerOptions` given to `createParlor`.
   */
  onInit(_auth: AuthData<T>, _options: Options<T>): Awaitable<(Accept & PeerInit<T>) | Refusal> {
    return accept();
  }

  /**
   * Runs for every message of the client, once the peer has joined its room. Return the message, a changed one, or
   * `DROP`; what is returned goes to the room. The message is read-only: change a copy, `{ ...message, to }`, or what is in
   * `message.data`, which is unchecked unless the application has declared its `events`.
   */
  onReceive(message: ClientEvent<T>): Awaitable<ClientEvent<T> | Drop> {
    return message;
  }

  /**
   * Runs when the client brings a new token on the live connection, in order with its messages. Return `accept()` with how
   * long it holds and what it allows, which takes the place of all that `onInit` or an earlier token has said of that: what is left
   * out has its default again. Or `refuse(reason)`: the client is told `token_refused`, and what it had before holds on. Who it
   * is stays the same, so check that the token is of the same identity, and for the same room.
   *
   * While it waits, the former token goes on to expire. Let no error have the token in its text: errors of hooks are events.
   */
  onToken(_token: string): Awaitable<(Accept & TokenInit) | Refusal> {
    return refuse("This server takes no tokens");
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
   * Ends this peer: its client is told `removed` with the reason as details, and does not come back by itself. With a ban, nor
   * does anybody else of its identity, into any room.
   *
   * @throws TypeError in `onInit` and `parseRequest`, which refuse instead.
   */
  stop(removal: Removal = {}): void {
    this.#self().stop(removal);
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
