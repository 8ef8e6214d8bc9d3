import type { Logger, Parlor } from "@parlor/server";
import type { Throttle } from "@parlor/server/auth";

import type { Accounts } from "../accounts/accounts.ts";
import type { Calls } from "../calls/calls.ts";
import type { LiveSessions } from "../calls/live-sessions.ts";
import type { Assets } from "../pages/assets.ts";
import type { KeyRing } from "../sessions/key-ring.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Settings } from "../settings.ts";
import type { SetUp } from "./set-up.ts";

/** What the pages are made from: the parts of one running application. */
export interface Site {
  readonly settings: Pick<Settings, "pageFolder" | "registration" | "sessionMinutes" | "proxies">;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly liveSessions: LiveSessions;
  readonly calls: Calls;
  readonly keys: KeyRing;
  readonly parlor: Parlor;
  readonly setUp: SetUp;
  readonly logInThrottle: Throttle;
  readonly registerThrottle: Throttle;
  readonly assets: Assets;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
