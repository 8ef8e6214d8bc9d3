// The guide's video call, whole: docs/guide explains it step by step. Read this file first.

import { createParlor, logTo } from "@parlor/server";
import { pino } from "pino";

import { run } from "../../serve/run.ts";
import { createHttps, serve } from "../../serve/serve.ts";
import { SERVE_VARIABLES } from "../../serve/settings.ts";
import { CallPeer } from "./call-peer.ts";
import { CallRoom } from "./call-room.ts";
import { createRouter } from "./router.ts";
import { readSettings, type Settings } from "./settings.ts";

async function start(settings: Settings): Promise<void> {
  const log = pino({ level: settings.logLevel }, process.stdout);

  // dispatch: which peers there are, which rooms, and where they come in
  const parlor = createParlor({
    peer: CallPeer,
    peerOptions: settings.credentials,
    rooms: [{ name: "room", room: CallRoom, options: { maxPeers: 2 } }],
    // rooms on demand: made when the first peer asks for one, gone when the last has left
    onMissingRoom: ({ room }) => (room.startsWith("call-") ? { room: CallRoom, options: { maxPeers: 4 } } : null),
    observe: logTo(log),
  });

  const server = await createHttps(createRouter(settings.pageFolder), settings.certificate);
  parlor.attach(server, { path: "/socket/:room?" });

  // more rooms: at any time, also long after the start
  await parlor.rooms.start({ name: "other", room: CallRoom, options: { maxPeers: 4 } });

  await serve(server, { settings, path: "/room", stop: () => parlor.close() });
}

const USAGE = `The guide's video call, over HTTPS. Environment variables, with their defaults:
${SERVE_VARIABLES}
  PARLOR_USERNAME and PARLOR_PASSWORD   what its callers must say (USERNAME and PASSWORD)`;

await run(USAGE, () => start(readSettings(process.env)));
