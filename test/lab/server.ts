// A Parlor server with one room, which serves the lab's page at `/`. ICE_URLS, as JSON, are the STUN and TURN servers that it
// tells its peers; if there is a TURN_SECRET, each of them gets credentials of its own.
import { createParlor, type JoinRequest, Peer, Room, turnCredentials, type UpgradeRequest } from "@parlor/server";

import { createAssetsRouter, NO_CACHE, readPage } from "../../examples/serve/router.ts";
import { createHttps, serve } from "../../examples/serve/serve.ts";
import { readServeSettings } from "../../examples/serve/settings.ts";

class LabPeer extends Peer {
  override parseRequest({ params }: UpgradeRequest): JoinRequest {
    return { room: params["room"] ?? "", credentials: null, metadata: null };
  }
}
class LabRoom extends Room {}

const settings = readServeSettings(process.env, import.meta.dirname);
const { ICE_URLS = "[]", TURN_SECRET: secret } = process.env;
const urls: string[] = JSON.parse(ICE_URLS);

const parlor = createParlor({
  peer: LabPeer,
  rooms: [{ name: "room", room: LabRoom }],
  iceServers: secret === undefined ? urls.map((url) => ({ urls: url })) : turnCredentials({ urls, secret }),
});
const page = readPage(settings.pageFolder, "index.html");
const router = createAssetsRouter(settings.pageFolder).get("/", (context) => context.html(page, 200, NO_CACHE));
const server = await createHttps(router, settings.certificate);
parlor.attach(server, { path: "/socket/:room" });
await serve(server, { settings, path: "/", stop: () => parlor.close() });
