import type { Json, TokenData } from "@parlor/protocol";

import { andThen, type Awaitable, isPromise } from "../actor/awaitable.ts";
import type { JoinData } from "../room/application.ts";
import type { TokensShown } from "../room/member.ts";
import type { Reach } from "../room/reach.ts";
import { isAccept, isRefusal } from "../room/verdict.ts";
import type { AdmittedPeer } from "./admitted-peer.ts";
import { Expiry } from "./expiry.ts";
import { RateMeter } from "./rate-limit.ts";
import { EXPIRED, isExpired, readTerms, type TokenTerms } from "./token-terms.ts";

/** Why a token that a client brought is not taken. */
export interface TokenRefusal {
  readonly code: "rate_limited" | "invalid_message" | "token_refused";
  readonly details: Json;
}

/** Whose token it is. */
export interface TokenHolder {
  /** Called once, when the token's time is over. */
  expired(): void;
}

/** What one peer's token says of it: at first as `onInit` has accepted it, then as `onToken` has. */
export class PeerToken implements TokensShown {
  readonly #admitted: AdmittedPeer;
  readonly #holder: TokenHolder;
  #auth: JoinData;
  #reach: Reach | null = null;
  /** None for a token that never expires: most peers have one of those, or none. */
  #expiry: Expiry | null = null;
  /** `null` once it has shown one that never expires. */
  #lastExpiry: number | null = 0;
  #judging: PromiseLike<void> | null = null;
  /** Made for the first one that comes: most peers bring none. */
  #meter: RateMeter | null = null;
  #ended = false;

  constructor(admitted: AdmittedPeer, holder: TokenHolder) {
    this.#admitted = admitted;
    this.#auth = admitted.auth;
    this.#holder = holder;
    this.#show(admitted.terms);
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

  get lastExpiry(): number | null {
    return this.#lastExpiry;
  }

  get judging(): PromiseLike<void> | null {
    return this.#judging;
  }

  inherit(former: TokensShown): void {
    this.#show({ expiresAt: former.lastExpiry });
  }

  /** Looks at the clock, which may have jumped, and the machine may have slept: no timer of its own knows. */
  look(): void {
    this.#expiry?.look();
  }

  /** How long it still holds, as the client is told. */
  left(): TokenData {
    return { token_expires_in_ms: this.#expiry?.leftMs ?? null };
  }

  /**
   * Asks `onToken` about the data of an `authenticate` message. What it accepts takes the place of all that held before;
   * else that holds on. Nothing of the token is in what comes back. What comes too fast is not read.
   *
   * @throws HookError, reported, if the hook fails.
   */
  renew(data: unknown): Awaitable<TokenRefusal | null> {
    const now = performance.now();
    this.#meter ??= new RateMeter(TOKEN_RATE, now);
    if (this.#meter.count(now, 0) !== "take") return TOO_FAST;
    if (!hasToken(data)) return NO_TOKEN;
    const judged = this.#judge(data.token);
    if (isPromise(judged)) {
      const hasJudged = (): void => {
        this.#judging = null;
      };
      this.#judging = judged.then(hasJudged, hasJudged);
    }
    return judged;
  }

  #judge(token: string): Awaitable<TokenRefusal | null> {
    const { peer, hooks } = this.#admitted;
    return andThen(
      hooks.call("onToken", () => peer.onToken(token)),
      (verdict) => {
        if (isRefusal(verdict)) return refused(verdict.reason);
        const terms = isAccept(verdict) ? readTerms(verdict) : `${typeof verdict}: return accept() or refuse(reason)`;
        if (typeof terms === "string") throw hooks.failed("onToken", `returned ${terms}`);
        if (isExpired(terms)) return refused(EXPIRED);
        this.#show(terms);
        if (!this.#ended) this.#hold(terms);
        return null;
      },
    );
  }

  /** The peer has ended. */
  end(): void {
    this.#ended = true;
    this.#expiry?.end();
  }

  #show({ expiresAt }: Pick<TokenTerms, "expiresAt">): void {
    const last = this.#lastExpiry;
    this.#lastExpiry = last === null || expiresAt === null ? null : Math.max(last, expiresAt);
  }

  #hold({ expiresAt, reach }: TokenTerms): void {
    if (expiresAt !== this.#auth.expiresAt) this.#auth = Object.freeze({ ...this.#auth, expiresAt });
    this.#reach = reach;
    this.#expiry?.end();
    this.#expiry = expiresAt === null ? null : new Expiry(expiresAt, () => this.#holder.expired());
  }
}

function hasToken(data: unknown): data is { readonly token: string } {
  return typeof data === "object" && data !== null && "token" in data && typeof data.token === "string";
}

function refused(reason: Json): TokenRefusal {
  return { code: "token_refused", details: reason };
}

/** Looking at a token may cost a thousand times as much as a message: a client needs one every few minutes. */
const TOKEN_RATE = {
  burst: 5,
  perSecond: 1,
  burstBytes: Number.POSITIVE_INFINITY,
  bytesPerSecond: 0,
  strikes: Number.POSITIVE_INFINITY,
};

const TOO_FAST: TokenRefusal = Object.freeze({ code: "rate_limited", details: null });
const NO_TOKEN: TokenRefusal = Object.freeze({
  code: "invalid_message",
  details: "data: expected { token: string }",
});
