import { accept, type Accept, type JoinData, type Logger, refuse, type Refusal, Room } from "@parlor/server";

import { MOST_PEOPLE } from "../../../call/src/call-room.ts";
import type { Member } from "../../../call/src/member.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Calls } from "./calls.ts";
import type { Chat } from "./chat.ts";
import type { LiveSessions } from "./live-sessions.ts";

/** What every room authorises with: its options. */
export interface ChatRoomOptions {
  readonly calls: Calls;
  readonly sessions: Sessions;
  readonly liveSessions: LiveSessions;
  readonly log: Logger;
}

/** Who asks to join, as far as the answer depends on it. */
interface Joiner {
  readonly cookie: string | null;
  readonly accountId: string;
  readonly peerId: string;
  readonly metadata: Member;
}

const TRY_LATER_MS = 5000;

/** One call. Its hooks run one at a time, so nobody can slip in between the count and the answer. */
export class ChatRoom extends Room<Chat & { readonly options: ChatRoomOptions }> {
  #options: ChatRoomOptions | null = null;
  /** Whose tab it is to the peer id that it has now. */
  readonly #peerIds = new Map<string, string>();

  override onInit(options: ChatRoomOptions): void {
    this.#options = options;
  }

  override async onJoin({ peerId, credentials, claims, metadata }: JoinData<Chat>): Promise<Accept | Refusal> {
    // before the database is asked: whoever logs out meanwhile is ended by it, and whoever has logged out is found out here
    this.#options?.liveSessions.add(claims.id, peerId);
    const verdict = await this.#judge({ cookie: credentials.cookie, accountId: claims.account.id, peerId, metadata });
    if (verdict.verdict === "refuse") this.#options?.liveSessions.delete(peerId);
    return verdict;
  }

  override onLeave(peerId: string): void {
    this.#options?.liveSessions.delete(peerId);
    for (const [tab, id] of this.#peerIds) if (id === peerId) this.#peerIds.delete(tab);
  }

  override onTerminate(): void {
    for (const peerId of this.#peerIds.values()) this.#options?.liveSessions.delete(peerId);
  }

  async #judge({ cookie, accountId, peerId, metadata }: Joiner): Promise<Accept | Refusal> {
    try {
      const reason = (await this.#findReason(cookie, accountId)) ?? this.#takeSeat(metadata.tab, peerId);
      return reason === null ? accept() : refuse(reason);
    } catch (err) {
      // a hook that throws restarts its room: a database that is away for a moment would end the call of all who are in it
      this.#options?.log.error({ err }, "nobody can join");
      return refuse("try_later", { afterMs: TRY_LATER_MS });
    }
  }

  /** Why this account may not join now, or `null`. The database knows: this server's memory ends with its process. */
  async #findReason(cookie: string | null, accountId: string): Promise<string | null> {
    if (this.#options === null) return "call_closed";
    const { calls, sessions } = this.#options;
    const call = await calls.byName(this.name);
    if (call === null || call.isClosed) return "call_closed";
    if (await calls.isBanned(this.name, accountId)) return "kicked";
    return (await sessions.read(cookie)) === null ? "logged_out" : null;
  }

  #takeSeat(tab: string, peerId: string): string | null {
    // the account is in what makes a tab's name, so nobody takes the place of another account
    const before = this.#peerIds.get(tab);
    if (before !== undefined) this.replace(before);
    if (this.members.length >= MOST_PEOPLE) return "call_is_full";
    this.#peerIds.set(tab, peerId);
    return null;
  }
}
