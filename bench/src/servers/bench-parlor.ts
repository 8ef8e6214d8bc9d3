import { createParlor, type JoinRequest, type Parlor, Peer, Room, type UpgradeRequest } from "@parlor/server";

/** A peer with the one hook that has no default. */
class BenchPeer extends Peer {
  override parseRequest(request: UpgradeRequest): JoinRequest {
    return { room: request.params["room"] ?? "", credentials: null, metadata: null };
  }
}

class BenchRoom extends Room {}

/** The path that the clients ask for. */
export const PATH = "/socket/:room";

/** Parlor as it comes, every bound on. Only the rate limit is raised: it exists to refuse such a load. It still counts. */
export function benchParlor(): Parlor {
  return createParlor({
    peer: BenchPeer,
    onMissingRoom: () => ({ room: BenchRoom }),
    rateLimit: { burst: 1e9, perSecond: 1e9, burstBytes: 1e12, bytesPerSecond: 1e12 },
  });
}
