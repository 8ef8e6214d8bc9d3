import type { EventMap } from "@parlor/protocol";

import type { Awaitable } from "../actor/awaitable.ts";
import type { JoinRequest, Peer, PeerInit } from "../peer/peer.ts";
import type { UpgradeRequest } from "../peer/upgrade-request.ts";
import type { Application, AuthData, Metadata, Options } from "../room/application.ts";
import type { Accept, Refusal } from "../room/verdict.ts";
import type { VerifiedToken } from "./verified-token.ts";

/**
 * The application of a peer with a token: yours, if you declare one, with what the token adds. The room's `onJoin` gets as
 * `claims` what the token says. Metadata are what your back end has put into it: their type is its promise, which nothing checks.
 */
export type TokenApplication<T extends Application = Application> = Declared<T> & {
  /** The token itself is out of reach once it has been verified. */
  readonly credentials: null;
  readonly claims: VerifiedToken;
  readonly metadata: Metadata<T>;
  readonly options: Options<T>;
};

/** An application that declares no events must not look as if it did. */
type Declared<T extends Application> = T extends { readonly events: EventMap } ? Pick<T, "events"> : unknown;

/** A peer that has shown a token. Extend its class as you would extend `Peer`, with `onVerified` in the place of `onInit` and `onToken`. */
export interface TokenPeer<T extends Application = Application> extends Peer<TokenApplication<T>> {
  /** The room is the path's `:room`, else the one that the token is for. */
  parseRequest(request: UpgradeRequest): Promise<JoinRequest<TokenApplication<T>> | Refusal>;

  /** Sealed: verifies the token. In a class that overrides it nobody gets in. */
  readonly onInit: Peer<TokenApplication<T>>["onInit"];

  /** Sealed, like `onInit`: verifies the new token. */
  readonly onToken: Peer<TokenApplication<T>>["onToken"];

  /**
   * Runs each time a token has been verified and is for the room: once before the peer is let in, and again for each new token that its
   * client brings. Return `accept()`, also with settings, which are laid over what the token says; or `refuse(reason)`: at first that is
   * an `unauthorized`, later a `token_refused`, and what held before holds on. By default everybody is accepted.
   *
   * The settings can allow less than the token and never more: the earlier `expiresAt` counts, and only who is in both reaches
   * can be sent to. `metadata`, `idleTimeoutMs` and `maxFrameBytes` count the first time only. A hook that throws, returns nothing, or
   * says who it is, ends the peer with `internal`.
   */
  onVerified(token: VerifiedToken, auth: VerifiedAuth): Awaitable<TokenVerdict<T>>;
}

/** Whose token was verified. */
export type VerifiedAuth = Pick<AuthData, "peerId" | "room">;

/** What `onVerified` may set while it accepts. */
export interface TokenSettings<T extends Application = Application> extends Omit<
  PeerInit<TokenApplication<T>>,
  "identity" | "claims"
> {
  /** Who it is, the token says. */
  readonly identity?: never;
  /** What the room gets as such is the token. */
  readonly claims?: never;
}

/** What `onVerified` of a {@link TokenPeer} says. */
export type TokenVerdict<T extends Application = Application> = (Accept & TokenSettings<T>) | Refusal;

/** What `requireToken` makes. */
export type TokenPeerClass<T extends Application = Application> = new () => TokenPeer<T>;
