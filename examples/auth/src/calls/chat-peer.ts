import { createHash } from "node:crypto";

import {
  accept,
  type Accept,
  type AuthData,
  type JoinRequest,
  Peer,
  type PeerInit,
  refuse,
  type Refusal,
  type TokenInit,
  type UpgradeRequest,
} from "@parlor/server";
import { addressKey, cookieToken, forwardedAddress, type ForwardedRequest, type Throttle } from "@parlor/server/auth";

import { isRoomName } from "../../../call/src/room-name.ts";
import { SESSION_COOKIE } from "../sessions/cookie.ts";
import { readJoinToken } from "../sessions/join-token.ts";
import type { KeyRing } from "../sessions/key-ring.ts";
import type { Session, Sessions } from "../sessions/sessions.ts";
import type { Chat } from "./chat.ts";

/** What every peer authenticates with: the option `peerOptions`. */
export interface ChatPeerOptions {
  readonly sessions: Sessions;
  readonly keys: KeyRing;
  /** Counts cookies that are no good, by address. */
  readonly throttle: Throttle;
  /** How many proxies stand before this server. */
  readonly proxies: number;
}

/** What a peer knows once it is authenticated. */
interface Known {
  readonly session: Session;
  readonly call: string;
  readonly keys: KeyRing;
}

/** One browser tab of somebody who is logged in. The session's cookie says who; `ChatRoom` decides whether they may join. */
export class ChatPeer extends Peer<Chat & { readonly options: ChatPeerOptions }> {
  #known: Known | null = null;

  override parseRequest(request: UpgradeRequest): JoinRequest<Chat> | Refusal {
    const { room } = request.params;
    if (room === undefined || !isRoomName(room)) return refuse("bad_room");
    const key = request.query.get("key");
    if (key === null || !CLIENT_KEY.test(key)) return refuse("bad_key");
    const credentials = { cookie: cookieToken(request, SESSION_COOKIE), key, request };
    // the true metadata follows from the session
    return { room, credentials, metadata: { name: "", tab: "" } };
  }

  override async onInit(
    { room, credentials: { cookie, key, request } }: AuthData<Chat>,
    options: ChatPeerOptions,
  ): Promise<(Accept & PeerInit<Chat>) | Refusal> {
    // nobody guesses without a cookie, so that costs no attempt
    if (cookie === null) return refuse("not_logged_in");
    const session = await options.sessions.read(cookie);
    if (session === null) return refuseSlowly(options, request);
    this.#known = { session, call: room, keys: options.keys };
    const { account, expiresAt } = session;
    const metadata = { name: account.name, tab: tabOf(room, account.id, key) };
    return accept({ identity: account.id, claims: session, expiresAt, metadata });
  }

  /** The page has renewed its session, and brings what shows it: a token for the same account, session and call. */
  override async onToken(token: string): Promise<(Accept & TokenInit) | Refusal> {
    if (this.#known === null) return refuse("not_logged_in");
    const { session, call, keys } = this.#known;
    const read = await readJoinToken(keys, token);
    const isOurs =
      read !== null && read.accountId === session.account.id && read.sessionId === session.id && read.call === call;
    return isOurs ? accept({ expiresAt: read.expiresAt }) : refuse("bad_token");
  }
}

/** Counts a bad cookie. Only bad ones are held up: whoever has a good one does not pay for a neighbour's. */
async function refuseSlowly({ throttle, proxies }: ChatPeerOptions, request: ForwardedRequest): Promise<Refusal> {
  const attempt = await throttle.attempt([addressKey(forwardedAddress(request, proxies))]);
  if (attempt.type === "blocked") return refuse("too_many_attempts", { afterMs: attempt.afterMs });
  attempt.failed();
  return refuse("not_logged_in");
}

/** 128 bits, in hexadecimal. */
const CLIENT_KEY = /^[\da-f]{32}$/;

/** What the others may know of a tab: not its key, and not whether it is in other calls too. */
export function tabOf(room: string, accountId: string, key: string): string {
  return createHash("sha256").update(`${room} ${accountId} ${key}`).digest("base64url").slice(0, 16);
}
