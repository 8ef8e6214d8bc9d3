// The call's server. Read this file first; the page's first file is page/main.tsx.

import { createParlor, logTo } from "@parlor/server";

import { run } from "../../serve/run.ts";
import { createHttps, serve } from "../../serve/serve.ts";
import { CallPeer } from "./call-peer.ts";
import { CallRoom } from "./call-room.ts";
import { EVENTS } from "./events.ts";
import { iceServersOf } from "./ice-servers.ts";
import { createLog } from "./log.ts";
import { isRoomName } from "./room-name.ts";
import { createRouter } from "./router.ts";
import { readSettings, type Settings, USAGE } from "./settings.ts";

async function start(settings: Settings): Promise<void> {
  const parlor = createParlor({
    peer: CallPeer,
    events: EVENTS,
    // A room is there as soon as somebody opens its link, and gone soon after the last has left.
    onMissingRoom: ({ room }) => (isRoomName(room) ? { room: CallRoom } : null),
    iceServers: iceServersOf(settings),
    observe: logTo(createLog(settings.logLevel)),
  });
  const server = await createHttps(createRouter(settings.pageFolder), settings.certificate);
  parlor.attach(server, { path: "/socket/:room" });
  await serve(server, { settings, path: "/", stop: () => parlor.close() });
}

await run(USAGE, () => start(readSettings(process.env)));
