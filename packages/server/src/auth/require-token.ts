import type { Awaitable } from "../actor/awaitable.ts";
import { refuseUnknown } from "../option-checks.ts";
import { type JoinRequest, Peer, type PeerInit, type TokenInit } from "../peer/peer.ts";
import type { UpgradeRequest } from "../peer/upgrade-request.ts";
import type { Application, AuthData } from "../room/application.ts";
import { type Accept, accept, isRefusal, type Refusal } from "../room/verdict.ts";
import { addressKey } from "./address-key.ts";
import { bearerToken } from "./bearer-token.ts";
import { claimedRoom } from "./compact-token.ts";
import { readVerdict, startOf, termsOf } from "./narrowed.ts";
import type { RefusalListener } from "./refusal-listener.ts";
import { sealHooks } from "./sealed-hooks.ts";
import type { Throttle } from "./throttle.ts";
import { TokenGate } from "./token-gate.ts";
import type { TokenApplication, TokenPeerClass, TokenVerdict, VerifiedAuth } from "./token-peer.ts";
import { createTokenVerifier, TOKEN_VERIFIER_OPTIONS, type TokenVerifierOptions } from "./token-verifier.ts";
import type { VerifiedToken } from "./verified-token.ts";

/** How a peer gets in with a token, and how the token is verified. */
export interface RequireTokenOptions extends TokenVerifierOptions {
  /**
   * Where the client's token is. Whatever it gives is verified. For tokens in the first message, for which the socket is opened to
   * everybody: `(request) => bearerToken(request) ?? request.firstToken()`. @default `bearerToken`
   */
  readonly token?: (request: UpgradeRequest) => Awaitable<string | null>;
  /** Slows down, and then blocks, addresses that come with wrong tokens. @default none */
  readonly throttle?: Throttle;
  /** Where a request comes from, for the throttle. Behind a proxy: `forwardedAddress`. @default its `remoteAddress` */
  readonly address?: (request: UpgradeRequest) => string | null;
  /** Hears why a token was refused, for your log: clients are not told. It is not told the token. @default nobody */
  readonly onRefused?: RefusalListener;
}

/**
 * Makes a peer class, for `createParlor` or to extend, that lets in who has a token for the room. Who has not hears
 * `unauthorized` with `"bad_token"`, `"expired"` (a fresh one may help) or `"other_room"`, and nothing of why. On the live
 * connection a token of the same `sub` that allows the same room takes the place of the former; metadata and claims stay.
 * A class that extends it judges in `onVerified`; one that overrides `onInit` or `onToken` lets nobody in.
 *
 * @throws ConfigError `invalid_option`, which never shows a key.
 */
export function requireToken<T extends Application = Application>(options: RequireTokenOptions): TokenPeerClass<T>;
export function requireToken(options: RequireTokenOptions): TokenPeerClass {
  const { token: findToken = bearerToken, throttle, address = remoteAddress, onRefused, ...verifying } = options;
  refuseUnknown("requireToken", verifying, TOKEN_VERIFIER_OPTIONS);
  const gate = new TokenGate({ verifier: createTokenVerifier(verifying), throttle, onRefused });

  return class TokenPeer extends Peer<TokenApplication> {
    /** From `parseRequest` to `onInit`; not in the credentials, which the room gets to see. */
    #stranger: { readonly token: string | null; readonly key: string } = { token: null, key: "" };
    #bearer: { readonly subject: string | null; readonly room: string } = { subject: null, room: "" };

    constructor() {
      super();
      sealHooks(this, new.target, TokenPeer);
    }

    override async parseRequest(request: UpgradeRequest): Promise<JoinRequest<TokenApplication>> {
      const token = await findToken(request);
      this.#stranger = { token, key: addressKey(address(request)) };
      const room = request.params["room"] ?? claimedRoom(token) ?? NO_ROOM;
      return { room, credentials: null, metadata: null };
    }

    override async onInit({ peerId, room }: AuthData): Promise<(Accept & PeerInit<TokenApplication>) | Refusal> {
      const { token, key } = this.#stranger;
      this.#stranger = { token: null, key: "" };
      const found = await gate.meet(token, { peerId, room }, key);
      if (isRefusal(found)) return found;
      const verdict = readVerdict(await this.onVerified(found, { peerId, room }));
      if (isRefusal(verdict)) return verdict;
      this.#bearer = { subject: found.subject, room };
      return startOf(found, verdict);
    }

    override async onToken(token: string): Promise<(Accept & TokenInit) | Refusal> {
      const { subject, room } = this.#bearer;
      const auth: VerifiedAuth = { peerId: this.id, room };
      const found = await gate.renew(token, auth, subject);
      if (isRefusal(found)) return found;
      const verdict = readVerdict(await this.onVerified(found, auth));
      return isRefusal(verdict) ? verdict : accept(termsOf(found, verdict));
    }

    onVerified(_token: VerifiedToken, _auth: VerifiedAuth): Awaitable<TokenVerdict> {
      return accept();
    }
  };
}

/** Stands for a room where there is none. With its star it is a pattern, and no token lets anybody into a pattern. */
const NO_ROOM = "*";

function remoteAddress(request: UpgradeRequest): string | null {
  return request.remoteAddress;
}
