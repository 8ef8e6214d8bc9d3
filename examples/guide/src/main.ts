// The guide's video call, whole: docs/guide explains it step by step. Read this file first.

import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

import { getRequestListener } from "@hono/node-server";
import { createParlor, logTo } from "@parlor/server";
import { pino } from "pino";

import { CallPeer } from "./call-peer.ts";
import { CallRoom } from "./call-room.ts";
import { loadCertificate } from "./certificate.ts";
import { createRouter } from "./router.ts";
import { readSettings, type Settings } from "./settings.ts";
import { listen, StartError } from "./start.ts";
import { stopOnSignals } from "./stop.ts";
import { urlsOf } from "./urls.ts";

async function start(settings: Settings): Promise<void> {
  const log = pino({ level: settings.logLevel });

  // dispatch: which peers there are, which rooms, and where they come in
  const parlor = createParlor({
    peer: CallPeer,
    peerOptions: settings.credentials,
    rooms: [{ name: "room", room: CallRoom, options: { maxPeers: 2 } }],
    // rooms on demand: made when the first peer asks for one, gone when the last has left
    onMissingRoom: ({ room }) => (room.startsWith("call-") ? { room: CallRoom, options: { maxPeers: 4 } } : null),
    observe: logTo(log),
  });

  const answer = getRequestListener(createRouter(settings.pageFolder).fetch);
  const server = createServer(await loadCertificate(settings.certificate), (request, response) => {
    void answer(request, response);
  });
  parlor.attach(server, { path: "/socket/:room?" });

  // more rooms: at any time, also long after the start
  await parlor.rooms.start({ name: "other", room: CallRoom, options: { maxPeers: 4 } });

  const address = await listen(server, settings);
  stopOnSignals(async () => {
    await parlor.close();
    server.close();
    server.closeAllConnections();
  });
  announce(address);
}

function announce(address: AddressInfo): void {
  const [first, ...others] = urlsOf(address, "/room");
  console.log(`\nThe call is at   ${first}`);
  for (const url of others) console.log(`and for others   ${url}`);
  console.log("Ctrl-C stops it.\n");
}

try {
  await start(readSettings(process.env));
} catch (error) {
  // what the reader can mend gets one line, a bug gets its stack
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
}
