// The guide's application, but for its room, which has a bug: a message called "crash" makes it throw.
import { createServer } from "node:https";

import { getRequestListener } from "@hono/node-server";
import { createParlor, type RoomMessage } from "@parlor/server";

import { type Call, CallPeer } from "../../examples/guide/src/call-peer.ts";
import { CallRoom } from "../../examples/guide/src/call-room.ts";
import { loadCertificate } from "../../examples/guide/src/certificate.ts";
import { createRouter } from "../../examples/guide/src/router.ts";
import { readSettings } from "../../examples/guide/src/settings.ts";
import { listen } from "../../examples/guide/src/start.ts";

class CrashingRoom extends CallRoom {
  override onForward(message: RoomMessage<Call>): RoomMessage<Call> {
    if (message.event === "crash") throw new Error("a bug");
    return message;
  }
}

const settings = readSettings(process.env);
const parlor = createParlor({
  peer: CallPeer,
  peerOptions: settings.credentials,
  rooms: [
    { name: "room", room: CrashingRoom, options: { maxPeers: 4 } },
    { name: "other", room: CrashingRoom, options: { maxPeers: 4 } },
  ],
});
const answer = getRequestListener(createRouter(settings.pageFolder).fetch);
const server = createServer(await loadCertificate(settings.certificate), (request, response) => {
  void answer(request, response);
});
parlor.attach(server, { path: "/socket/:room?" });
const { port } = await listen(server, settings);
process.stdout.write(`https://localhost:${port}/room\n`);
