import { type Peer, Room, WebSocketServer } from "protoo-server";

import { attached } from "./attached.ts";

/** Rooms made on demand, as the applications of protoo's author do it. Its rooms hold peers; relaying is ours to write. */
export const startProtoo = attached((server) => {
  const rooms = new Map<string, Room>();
  new WebSocketServer(server).on("connectionrequest", ({ request }, accept) => {
    const { searchParams } = new URL(request.url ?? "/", "ws://localhost");
    const name = searchParams.get("roomId") ?? "";
    const room = rooms.get(name) ?? new Room();
    rooms.set(name, room);
    const peer = room.createPeer(searchParams.get("peerId") ?? "", accept());
    peer.on("request", (_request, accept) => accept());
    peer.on("notification", ({ method, data }) => relay(room, peer, method, data));
    peer.on("close", () => {
      if (room.peers.length === 0) rooms.delete(name);
    });
  });
});

interface Message {
  readonly to: "all" | readonly string[];
  readonly data: unknown;
}

function relay(room: Room, peer: Peer, method: string, { to, data }: Message): void {
  const message = { from: peer.id, data };
  if (to === "all") {
    for (const other of room.peers) if (other !== peer) other.notify(method, message).catch(ignore);
  } else {
    for (const id of to) room.getPeer(id)?.notify(method, message).catch(ignore);
  }
}

/** Its peer has gone meanwhile. */
function ignore(): void {}
