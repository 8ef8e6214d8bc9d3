// The guide's application, but for its room, which has a bug: a message called "crash" makes it throw.
import { createParlor, type RoomMessage } from "@parlor/server";

import { type Call, CallPeer } from "../../../examples/guide/src/call-peer.ts";
import { CallRoom } from "../../../examples/guide/src/call-room.ts";
import { createRouter } from "../../../examples/guide/src/router.ts";
import { readSettings } from "../../../examples/guide/src/settings.ts";
import { listen } from "../../../examples/serve/listen.ts";
import { createHttps } from "../../../examples/serve/serve.ts";

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
const server = await createHttps(createRouter(settings.pageFolder), settings.certificate);
parlor.attach(server, { path: "/socket/:room?" });
const { port } = await listen(server, settings);
process.stdout.write(`https://localhost:${port}/room\n`);
