import type { EventMap } from "@parlor/protocol";

import type { Awaitable } from "../actor/awaitable.ts";
import { refuseUnknown } from "../option-checks.ts";
import { type JoinRequest, Peer, type PeerInit, type TokenInit } from "../peer/peer.ts";
import type { UpgradeRequest } from "../peer/upgrade-request.ts";
import type { Application, AuthData, Metadata, Options } from "../room/application.ts";
import { type Accept, accept, refuse, type Refusal } from "../room/verdict.ts";
import { addressKey } from "./address-key.ts";
import { bearerToken } from "./bearer-token.ts";
import { claimedRoom } from "./compact-token.ts";
import { isOneRoom } from "./room-pattern.ts";
import type { Throttle } from "./throttle.ts";
import { createTokenVerifier, TOKEN_VERIFIER_OPTIONS, type TokenVerifierOptions } from "./token-verifier.ts";
import type { TokenProblem, VerifiedToken } from "./verified-token.ts";

/** How a peer gets in with a token, and how the token is verified. */
export interface RequireTokenOptions extends TokenVerifierOptions {
  /**
   * Where the client's token is. Whatever it gives is verified. @default `bearerToken(request)`, else the client's first
   * message (`request.firstToken()`)
   */
  readonly token?: (request: UpgradeRequest) => Awaitable<string | null>;
  /** Slows down, and then blocks, addresses that come with wrong tokens. @default none */
  readonly throttle?: Throttle;
  /** Where a request comes from, for the throttle. Behind a proxy: `forwardedAddress`. @default its `remoteAddress` */
  readonly address?: (request: UpgradeRequest) => string | null;
}

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

/** A peer that has shown a token. Extend its class as you would extend `Peer`. */
export interface TokenPeer<T extends Application = Application> extends Peer<TokenApplication<T>> {
  /** The room is the path's `:room`, else the one that the token is for. */
  parseRequest(request: UpgradeRequest): Promise<JoinRequest<TokenApplication<T>> | Refusal>;

  /** Verifies the token. Who overrides it calls it, and may then still refuse, or accept with more settings. */
  onInit(auth: AuthData<TokenApplication<T>>, options: Options<TokenApplication<T>>): Promise<TokenVerdict<T>>;
}

/** What `onInit` of a {@link TokenPeer} says. */
export type TokenVerdict<T extends Application = Application> = (Accept & PeerInit<TokenApplication<T>>) | Refusal;

/** What {@link requireToken} makes. */
export type TokenPeerClass<T extends Application = Application> = new () => TokenPeer<T>;

/**
 * Makes a peer class, for `createParlor` or to extend, that lets in who has a token for the room. Who has not hears
 * `unauthorized` with `"bad_token"`, `"expired"` (a fresh one may help) or `"other_room"`, and nothing of why. On the live
 * connection a token of the same `sub` that allows the same room takes the place of the former; metadata and claims stay.
 *
 * @throws ConfigError `invalid_option`, which never shows a key.
 */
export function requireToken<T extends Application = Application>(options: RequireTokenOptions): TokenPeerClass<T>;
export function requireToken(options: RequireTokenOptions): TokenPeerClass {
  const { token: findToken = bearerOrFirst, throttle, address = remoteAddress, ...verifying } = options;
  refuseUnknown("requireToken", verifying, TOKEN_VERIFIER_OPTIONS);
  const verifier = createTokenVerifier(verifying);

  /** Verifies a stranger's token, slowly if its address has brought too many wrong ones. */
  async function judge(token: string | null, key: string): Promise<VerifiedToken | Refusal> {
    const attempt = await throttle?.attempt([key]);
    if (attempt?.type === "blocked") return refuse("too_many_attempts", attempt);
    const verified = await verifier.verify(token);
    if (verified.ok || NO_GUESSES.has(verified.reason)) attempt?.succeeded();
    else attempt?.failed();
    return verified.ok ? verified : refusalOf(verified.reason);
  }

  return class extends Peer<TokenApplication> {
    /** From `parseRequest` to `onInit`; not in the credentials, which the room gets to see. */
    #stranger: { readonly token: string | null; readonly key: string } = { token: null, key: "" };
    #bearer: { readonly subject: string | null; readonly room: string } = { subject: null, room: "" };

    override async parseRequest(request: UpgradeRequest): Promise<JoinRequest<TokenApplication>> {
      const token = await findToken(request);
      this.#stranger = { token, key: addressKey(address(request)) };
      const room = request.params["room"] ?? claimedRoom(token) ?? NO_ROOM;
      return { room, credentials: null, metadata: null };
    }

    override async onInit({ room }: AuthData<TokenApplication>): Promise<TokenVerdict> {
      const { token, key } = this.#stranger;
      this.#stranger = { token: null, key: "" };
      const verified = await judge(token, key);
      if (!("ok" in verified)) return verified;
      if (!isOneRoom(room) || !verified.allowsRoom(room)) return refuse("other_room");
      const { identity, subject, metadata } = verified;
      this.#bearer = { subject, room };
      return accept({ ...termsOf(verified), identity, metadata, claims: verified });
    }

    override async onToken(token: string): Promise<(Accept & TokenInit) | Refusal> {
      // not throttled: the rate limit is enough for who has been let in, and a neighbour's guesses must not end a call
      const verified = await verifier.verify(token);
      if (!verified.ok) return refusalOf(verified.reason);
      const { subject, room } = this.#bearer;
      if (subject === null || verified.subject !== subject) return refuse("bad_token");
      return verified.allowsRoom(room) ? accept(termsOf(verified)) : refuse("other_room");
    }
  };
}

/** Stands for a room where there is none. With its star it is a pattern, and no token lets anybody into a pattern. */
const NO_ROOM = "*";
/** What is wrong with a token that was genuine, or may be. */
const NO_GUESSES: ReadonlySet<TokenProblem> = new Set(["expired", "not_yet", "keys_unavailable"]);
const KEYS_AFTER_MS = 5000;

async function bearerOrFirst(request: UpgradeRequest): Promise<string | null> {
  return bearerToken(request) ?? (await request.firstToken());
}

function remoteAddress(request: UpgradeRequest): string | null {
  return request.remoteAddress;
}

function termsOf({ expiresAt, sendToAll, sendTo }: VerifiedToken): TokenInit {
  return { expiresAt, sendToAll, sendTo };
}

/** What the client gets to hear: no more than what it can do about it. */
function refusalOf(problem: TokenProblem): Refusal {
  if (problem === "keys_unavailable") return refuse("try_later", { afterMs: KEYS_AFTER_MS });
  return refuse(problem === "expired" ? "expired" : "bad_token");
}
