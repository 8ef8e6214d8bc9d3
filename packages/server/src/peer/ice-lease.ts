import type { IceServersData } from "@parlor/protocol";

import { andThen, type Awaitable } from "../actor/awaitable.ts";
import type { Hooks } from "../actor/hooks.ts";
import type { JoinData } from "../room/application.ts";
import { type GivenIceServers, type IceServerSource, readIceServers } from "./ice-servers.ts";

/**
 * The ICE servers of one peer: asked for before it asks its room, handed over once it is in, and renewed before they
 * expire. Those that never expire cost no timer.
 */
export class IceLease {
  readonly #source: IceServerSource;
  readonly #auth: () => JoinData;
  readonly #hooks: Hooks;
  readonly #renewed: (data: IceServersData) => void;
  #given: GivenIceServers = NONE;
  /** When they were given, by the monotonic clock. */
  #givenAt = 0;
  /** When they were asked for last, and how often. */
  #askedAt = 0;
  #asked = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /**
   * @param peer.auth who the peer is now: a new token may have changed it.
   * @param renewed hears of new ones, some time after {@link handOver}.
   */
  constructor(
    source: IceServerSource,
    peer: { readonly auth: () => JoinData; readonly hooks: Hooks },
    renewed: (data: IceServersData) => void,
  ) {
    this.#source = source;
    this.#auth = peer.auth;
    this.#hooks = peer.hooks;
    this.#renewed = renewed;
  }

  /** Asks for the first ones. Throws or rejects with a HookError, which has been reported, if the application's function fails. */
  obtain(): Awaitable<void> {
    return andThen(this.#ask(), (given) => this.#take(given));
  }

  /** What the peer's client is told of them. From now on they are renewed. */
  handOver(): IceServersData {
    this.#renewInTime();
    return this.#data();
  }

  /** The peer has a new token, which those that it has may not outlive: asks for new ones at once, but not all the time. */
  renew(): void {
    if (this.#ended || this.#given.expireInMs === null) return;
    // what is on its way was asked for with the old token
    this.#asked++;
    clearTimeout(this.#timer);
    this.#wait(this.#askedAt + MIN_PAUSE_MS - performance.now());
  }

  /** Nobody is there any more to be given any. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #ask(): Awaitable<GivenIceServers> {
    const source = this.#source;
    if (typeof source !== "function") return source;
    this.#askedAt = performance.now();
    this.#asked++;
    return andThen(
      this.#hooks.call("iceServers", () => source(this.#auth())),
      (result) => {
        try {
          return readIceServers(result);
        } catch (cause) {
          throw this.#hooks.failed("iceServers", "returned what are no ICE servers", cause);
        }
      },
    );
  }

  #take(given: GivenIceServers): void {
    this.#given = given;
    this.#givenAt = performance.now();
  }

  #data(): IceServersData {
    const { servers, expireInMs } = this.#given;
    const left = expireInMs === null ? null : Math.max(0, Math.round(expireInMs - this.#age));
    return { ice_servers: servers, ice_servers_expire_in_ms: left };
  }

  get #age(): number {
    return performance.now() - this.#givenAt;
  }

  #renewInTime(): void {
    const { expireInMs } = this.#given;
    if (expireInMs === null || this.#holdAsLongAsTheToken(expireInMs)) return;
    // not those of all peers at once, who may have joined in one instant after a restart
    const share = RENEW_AT - RENEW_SPREAD * Math.random();
    this.#renewIn(expireInMs * share - this.#age);
  }

  /** Others would not hold for longer: it is the next token that brings them. Credentials are made in whole seconds. */
  #holdAsLongAsTheToken(expireInMs: number): boolean {
    const { expiresAt } = this.#auth();
    return expiresAt !== null && Date.now() + expireInMs - this.#age >= expiresAt - 1000;
  }

  #renewIn(ms: number): void {
    this.#wait(Math.max(MIN_PAUSE_MS, ms));
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => void this.#renew(), Math.min(MAX_TIMER_MS, ms));
  }

  /** Not a job of the peer's mailbox: its messages must not wait for somebody else's service. */
  async #renew(): Promise<void> {
    const asked = this.#asked + 1;
    const isUnwanted = (): boolean => this.#ended || this.#asked !== asked;
    let given: GivenIceServers;
    try {
      given = await this.#ask();
    } catch {
      // reported; the old ones may still hold for a while, and calls that stand need none
      if (!isUnwanted()) this.#renewIn(Math.min(MAX_PAUSE_MS, (this.#given.expireInMs ?? 0) * RETRY_SHARE));
      return;
    }
    if (isUnwanted()) return;
    this.#take(given);
    this.#renewed(this.handOver());
  }
}

const NONE: GivenIceServers = { servers: [], expireInMs: null };

/** At which part of their life they are renewed, at the latest. */
const RENEW_AT = 0.8;

/** Some are renewed earlier, by up to this part. */
const RENEW_SPREAD = 0.05;

/** After which part of their life it is tried again, when that has failed. */
const RETRY_SHARE = 0.05;

/** An application that confuses its units must not keep the server busy. */
const MIN_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** What is longer fires at once (Node). */
const MAX_TIMER_MS = 2_147_483_647;
