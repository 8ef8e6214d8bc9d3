import type { UpgradeRequest } from "@parlor/server";

import type { CallEvents } from "../../../call/src/events.ts";
import type { Member } from "../../../call/src/member.ts";
import type { Session } from "../sessions/sessions.ts";

/** The types of this application, declared once. */
export interface Chat {
  readonly credentials: ChatCredentials;
  readonly claims: Session;
  readonly metadata: Member;
  readonly events: CallEvents;
}

/** What an upgrade request brings along. */
export interface ChatCredentials {
  /** The session's cookie, unread; `null` if there is none, or if no browser has sent it. */
  readonly cookie: string | null;
  /** A secret that each browser tab makes for itself: whoever comes with it is that tab, come back. */
  readonly key: string;
  /** For the address that failed attempts are counted under. */
  readonly request: Pick<UpgradeRequest, "headers" | "remoteAddress">;
}
