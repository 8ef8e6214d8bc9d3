import { refuse, type Refusal } from "../room/verdict.ts";
import { type RefusalListener, refusalListener, type RequireTokenProblem } from "./refusal-listener.ts";
import { isOneRoom } from "./room-pattern.ts";
import type { Blocked, Throttle } from "./throttle.ts";
import type { VerifiedAuth } from "./token-peer.ts";
import type { TokenVerifier } from "./token-verifier.ts";
import type { RefusedToken, VerifiedToken } from "./verified-token.ts";
import { within } from "./within.ts";

/** What a {@link TokenGate} works with. */
interface GateSurroundings {
  readonly verifier: TokenVerifier;
  readonly throttle: Throttle | undefined;
  readonly onRefused: RefusalListener | undefined;
}

/** Looks at the tokens of peers, says no to those that do not hold or are for another room, and gives back the others. */
export class TokenGate {
  readonly #verifier: TokenVerifier;
  readonly #throttle: Throttle | undefined;
  readonly #tell: RefusalListener;

  constructor({ verifier, throttle, onRefused }: GateSurroundings) {
    this.#verifier = verifier;
    this.#throttle = throttle;
    this.#tell = refusalListener(onRefused);
  }

  /** A stranger's token. @param key whom the throttle counts. */
  async meet(token: string | null, peer: VerifiedAuth, key: string): Promise<VerifiedToken | Refusal> {
    const deadline = performance.now() + JUDGE_MS;
    const found = await this.#examine(token, peer.room);
    if (typeof found !== "string") return found;
    this.#tell(found, peer);
    return await this.#turnAway(found, key, deadline - performance.now());
  }

  /**
   * A new token of a peer that has been let in. It is not throttled: the rate limit is enough, and a neighbour's guesses must not end
   * a call. @param subject that of the token before.
   */
  async renew(token: string, peer: VerifiedAuth, subject: string | null): Promise<VerifiedToken | Refusal> {
    const found = await this.#examine(token, peer.room);
    const isSame = typeof found === "string" || (subject !== null && found.subject === subject);
    const renewed = isSame ? found : "other_subject";
    if (typeof renewed !== "string") return renewed;
    this.#tell(renewed, peer);
    return refusalOf(renewed);
  }

  async #examine(token: string | null, room: string): Promise<VerifiedToken | RequireTokenProblem> {
    const verified = await within(VERIFY_MS, this.#verifier.verify(token), NO_KEYS);
    if (!verified.ok) return verified.reason;
    return isOneRoom(room) && verified.allowsRoom(room) ? verified : "other_room";
  }

  /**
   * Answers a stranger, slowly if that address has brought too many wrong tokens. Only who has been refused is counted, and waits: what
   * one of an address guesses keeps out nobody with a token, and looking at junk costs less than its upgrade did.
   */
  async #turnAway(problem: RequireTokenProblem, key: string, waitMs: number): Promise<Refusal> {
    if (this.#throttle === undefined || NO_GUESSES.has(problem)) return refusalOf(problem);
    const counted = this.#throttle.attempt([key]).then((attempt) => {
      if (attempt.type === "attempt") attempt.failed();
      return attempt;
    });
    const attempt = await within(waitMs, counted, STILL_WAITING);
    return attempt.type === "blocked" ? refuse("too_many_attempts", attempt) : refusalOf(problem);
  }
}

/** How long verifying may take: longer than a fetch of keys. */
const VERIFY_MS = 2000;
/** How long all of it may take for who is refused. With a first message's wait, half of `authTimeoutMs`, it is less than that. */
const JUDGE_MS = 2250;
const NO_KEYS: RefusedToken = { ok: false, reason: "keys_unavailable" };
const STILL_WAITING: Blocked = { type: "blocked", afterMs: 1000 };
/** What is wrong with a token that was genuine, or may be. */
const NO_GUESSES: ReadonlySet<RequireTokenProblem> = new Set<RequireTokenProblem>([
  "expired",
  "not_yet",
  "too_long_lived",
  "other_room",
  "keys_unavailable",
]);
/** Clients come again after this time and up to as much on top, not all at the same moment. */
const KEYS_AFTER_MS = 5000;

/** What the client gets to hear: no more than what it can do about it. */
function refusalOf(problem: RequireTokenProblem): Refusal {
  if (problem === "keys_unavailable")
    return refuse("try_later", { afterMs: KEYS_AFTER_MS + Math.floor(Math.random() * KEYS_AFTER_MS) });
  return refuse(problem === "expired" || problem === "other_room" ? problem : "bad_token");
}
