import { createParlor, type JoinRequest, Peer, Room, type UpgradeRequest } from "@parlor/server";

import type { Attach } from "./server.ts";

/** A peer with the one hook that has no default. */
class BenchPeer extends Peer {
  override parseRequest(request: UpgradeRequest): JoinRequest {
    return { room: request.params["room"] ?? "", credentials: null, metadata: null };
  }
}

class BenchRoom extends Room {}

/** Parlor as it comes, with every bound on. Only the rate limit is raised: it exists to refuse such a load. It still counts. */
export const attachParlor: Attach = (server) => {
  createParlor({
    peer: BenchPeer,
    onMissingRoom: () => ({ room: BenchRoom }),
    rateLimit: { burst: 1e9, perSecond: 1e9, burstBytes: 1e12, bytesPerSecond: 1e12 },
  }).attach(server, { path: "/socket/:room" });
};
