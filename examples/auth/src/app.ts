import { createParlor, type Logger, logTo, type Parlor } from "@parlor/server";
import { createThrottle } from "@parlor/server/auth";
import type { Hono } from "hono";

import { EVENTS } from "../../call/src/events.ts";
import { iceServersOf } from "../../call/src/ice-servers.ts";
import { isRoomName } from "../../call/src/room-name.ts";
import { Accounts } from "./accounts/accounts.ts";
import type { PasswordHasher } from "./accounts/password-hasher.ts";
import { Calls } from "./calls/calls.ts";
import { ChatPeer } from "./calls/chat-peer.ts";
import { ChatRoom } from "./calls/chat-room.ts";
import { LiveSessions } from "./calls/live-sessions.ts";
import type { Database } from "./database/open-database.ts";
import { readAssets } from "./pages/assets.ts";
import type { KeyRing } from "./sessions/key-ring.ts";
import { Sessions } from "./sessions/sessions.ts";
import type { Settings } from "./settings.ts";
import { createRouter } from "./web/router.ts";
import { SetUp, setUpPath } from "./web/set-up.ts";
import type { WebEnv } from "./web/web-env.ts";

/** What an application is made of. */
export interface AppOptions {
  readonly database: Database;
  readonly keys: KeyRing;
  readonly settings: Settings;
  readonly log: Logger;
  /** For tests that check many passwords. @default argon2id */
  readonly hasher?: PasswordHasher;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** The whole application, but for the server and the database: those are their makers' to close. */
export interface App {
  /** Everything over HTTP. */
  readonly router: Hono<WebEnv>;
  /** Everything over WebSocket: attach it at {@link SOCKET_PATH}. */
  readonly parlor: Parlor;
  /** The path of the link that makes the first admin's account, or `null` if there is an admin. */
  readonly setupUrlPath: string | null;
  /** Ends all calls. Idempotent. */
  close(): Promise<void>;
}

/** Where browsers open their WebSockets. */
export const SOCKET_PATH = "/socket/:room";

/** How many accounts one address can make: 10 at once, then ever slower, and 30 in an hour. */
const REGISTRATIONS = {
  address: { freeAttempts: 10, delayMs: 1000, maxDelayMs: 60_000, blockAfter: 30, blockMs: 60 * 60_000 },
  windowMs: 60 * 60_000,
};

/** Puts the parts together. Several can live in one process; they share nothing. @throws StartError if the page is not built. */
export async function createApp(options: AppOptions): Promise<App> {
  const { database, keys, settings, log, hasher, now = Date.now } = options;
  const accounts = new Accounts(database, hasher);
  const calls = new Calls(database);
  const sessions = new Sessions({ database, keys, lifetimeMs: settings.sessionMinutes * 60_000, now });
  const liveSessions = new LiveSessions((peerId) => parlor.peers.get(peerId)?.stop({ reason: "logged_out" }));
  const parlor = createParlor({
    peer: ChatPeer,
    peerOptions: { sessions, keys, throttle: createThrottle(), proxies: settings.proxies },
    events: EVENTS,
    // A room is there as soon as somebody opens the page of an open call, and gone soon after the last has left.
    onMissingRoom: async ({ room }) => {
      const call = isRoomName(room) ? await calls.byName(room) : null;
      if (call === null || call.isClosed) return null;
      return { room: ChatRoom, options: { calls, sessions, liveSessions, log } };
    },
    iceServers: iceServersOf(settings),
    observe: logTo(log),
  });
  const setUp = new SetUp(accounts);
  const ticket = await setUp.issue();
  const router = createRouter({
    settings,
    accounts,
    sessions,
    liveSessions,
    calls,
    keys,
    parlor,
    setUp,
    logInThrottle: createThrottle(),
    registerThrottle: createThrottle(REGISTRATIONS),
    assets: readAssets(settings.pageFolder),
    log,
    now,
  });
  return {
    router,
    parlor,
    setupUrlPath: ticket === null ? null : setUpPath(ticket),
    close: () => parlor.close(),
  };
}
