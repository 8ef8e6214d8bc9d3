import type { IceServersData } from "@parlor/protocol";

import { andThen, type Awaitable } from "../actor/awaitable.ts";
import type { Hooks } from "../actor/hooks.ts";
import type { AuthData } from "../room/application.ts";
import { type GivenIceServers, type IceServerSource, readIceServers } from "./ice-servers.ts";

/**
 * The ICE servers of one peer: asked for before it asks its room, handed over once it is in, and renewed before they
 * expire. Those that never expire cost no timer.
 */
export class IceLease {
  readonly #source: IceServerSource;
  readonly #auth: AuthData;
  readonly #hooks: Hooks;
  readonly #renewed: (data: IceServersData) => void;
  #given: GivenIceServers = NONE;
  /** When they were given, by the monotonic clock. */
  #givenAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param renewed hears of new ones, some time after {@link handOver}. */
  constructor(
    source: IceServerSource,
    peer: { readonly auth: AuthData; readonly hooks: Hooks },
    renewed: (data: IceServersData) => void,
  ) {
    this.#source = source;
    this.#auth = peer.auth;
    this.#hooks = peer.hooks;
    this.#renewed = renewed;
  }

  /** Asks for the first ones. Throws or rejects with a HookError, which has been reported, if the application's function fails. */
  obtain(): Awaitable<void> {
    return andThen(this.#ask(), (given) => {
      this.#given = given;
      this.#givenAt = performance.now();
    });
  }

  /** What the peer's client is told of them. From now on they are renewed. */
  handOver(): IceServersData {
    this.#renewInTime();
    return this.#data();
  }

  /** Nobody is there any more to be given any. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #ask(): Awaitable<GivenIceServers> {
    const source = this.#source;
    if (typeof source !== "function") return source;
    return andThen(
      this.#hooks.call("iceServers", () => source(this.#auth)),
      (result) => {
        try {
          return readIceServers(result);
        } catch (cause) {
          throw this.#hooks.failed("iceServers", "returned what are no ICE servers", cause);
        }
      },
    );
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
    if (expireInMs === null) return;
    // not those of all peers at once, who may have joined in one instant after a restart
    const share = RENEW_AT - RENEW_SPREAD * Math.random();
    this.#renewIn(expireInMs * share - this.#age);
  }

  #renewIn(ms: number): void {
    this.#timer = setTimeout(() => void this.#renew(), Math.min(MAX_TIMER_MS, Math.max(MIN_PAUSE_MS, ms)));
  }

  /** Not a job of the peer's mailbox: its messages must not wait for somebody else's service. */
  async #renew(): Promise<void> {
    try {
      await this.obtain();
    } catch {
      // reported; the old ones may still hold for a while, and calls that stand need none
      if (!this.#ended) this.#renewIn(Math.min(MAX_PAUSE_MS, (this.#given.expireInMs ?? 0) * RETRY_SHARE));
      return;
    }
    if (this.#ended) return;
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
