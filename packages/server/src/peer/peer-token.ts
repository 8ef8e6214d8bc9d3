import type { Json, TokenData } from "@parlor/protocol";

import { andThen, type Awaitable } from "../actor/awaitable.ts";
import type { JoinData } from "../room/application.ts";
import type { Reach } from "../room/reach.ts";
import { isAccept, isRefusal } from "../room/verdict.ts";
import type { AdmittedPeer } from "./admitted-peer.ts";
import { Expiry } from "./expiry.ts";
import { EXPIRED, isExpired, readTerms, type TokenTerms } from "./token-terms.ts";

/** Why a token that a client brought is not taken. */
export interface TokenRefusal {
  readonly code: "invalid_message" | "token_refused";
  readonly details: Json;
}

/** What one peer's token says of it: at first as `onInit` has accepted it, then as `onToken` has. */
export class PeerToken {
  readonly #admitted: AdmittedPeer;
  readonly #expiry: Expiry;
  #auth: JoinData;
  #reach: Reach | null = null;
  #ended = false;

  /** @param expired is called once, when the time is over. */
  constructor(admitted: AdmittedPeer, expired: () => void) {
    this.#admitted = admitted;
    this.#auth = admitted.auth;
    this.#expiry = new Expiry(expired);
    this.#hold(admitted.terms);
  }

  /** Who the peer is, with the expiry as it is now. */
  get auth(): JoinData {
    return this.#auth;
  }

  /** Whom its client may address; `null` is everybody. */
  get reach(): Reach | null {
    return this.#reach;
  }

  /** How long it still holds, as the client is told. */
  left(): TokenData {
    return this.#expiry.left();
  }

  /**
   * Asks `onToken` about the data of an `authenticate` message. What it accepts takes the place of all that held before;
   * else that holds on. Nothing of the token is in what comes back.
   *
   * @throws HookError, reported, if the hook fails.
   */
  renew(data: unknown): Awaitable<TokenRefusal | null> {
    if (!hasToken(data)) return NO_TOKEN;
    const { peer, hooks } = this.#admitted;
    return andThen(
      hooks.call("onToken", () => peer.onToken(data.token)),
      (verdict) => {
        if (isRefusal(verdict)) return refused(verdict.reason);
        const terms = isAccept(verdict) ? readTerms(verdict) : `${typeof verdict}: return accept() or refuse(reason)`;
        if (typeof terms === "string") throw hooks.failed("onToken", `returned ${terms}`);
        if (isExpired(terms)) return refused(EXPIRED);
        if (!this.#ended) this.#hold(terms);
        return null;
      },
    );
  }

  /** The peer has ended. */
  end(): void {
    this.#ended = true;
    this.#expiry.end();
  }

  #hold({ expiresAt, reach }: TokenTerms): void {
    if (expiresAt !== this.#auth.expiresAt) this.#auth = Object.freeze({ ...this.#auth, expiresAt });
    this.#reach = reach;
    this.#expiry.moveTo(expiresAt);
  }
}

function hasToken(data: unknown): data is { readonly token: string } {
  return typeof data === "object" && data !== null && "token" in data && typeof data.token === "string";
}

function refused(reason: Json): TokenRefusal {
  return { code: "token_refused", details: reason };
}

const NO_TOKEN: TokenRefusal = Object.freeze({
  code: "invalid_message",
  details: "data: expected { token: string }",
});
