import { connect } from "../connection/connect.ts";
import type { Connection } from "../connection/connection.ts";
import type { MembersChange } from "../room/member.ts";
import { FakeSockets } from "./fake-socket.ts";

type Metadata = { readonly name: string };
export type PlaceEvents = { chat: { text: string } };

/** A connection whose server is the test: it says who is there, who comes and who goes. Names are the peer ids' letters. */
export class FakePlace {
  readonly sockets = new FakeSockets();
  readonly connection: Connection<PlaceEvents>;

  constructor() {
    this.connection = connect("wss://host/room", { createSocket: this.sockets.create, random: () => 0 });
  }

  /** Lets the client in, as the newest of those who are there. */
  enter(peerId: string, ...others: string[]): void {
    this.sockets.latest.authenticate(
      peerId,
      others.map((peer_id) => ({ peer_id, metadata: metadataOf(peer_id) })),
    );
  }

  join(peerId: string): void {
    const data = { peer_id: peerId, metadata: metadataOf(peerId) };
    this.sockets.latest.receive({ event: "joined", data, from: peerId, to: "all" });
  }

  leave(peerId: string, reason?: string): void {
    this.sockets.latest.receive({ event: "left", data: { peer_id: peerId, reason }, from: null, to: "all" });
  }

  say(from: string | null, text: string): void {
    this.sockets.latest.receive({ event: "chat", data: { text }, from, to: "all" });
  }

  /** The socket is gone; the next attempt is made with the next timer. */
  lose(): void {
    this.sockets.latest.end();
  }
}

/** `ada2` is one of Ada's peer ids. */
export function metadataOf(peerId: string): Metadata {
  return { name: peerId.replace(/\d+$/u, "") };
}

/** A change in short, what is empty left out. */
export function inShort<M>({ joined, missing, returned, left, members, initial }: MembersChange<M>): object {
  return {
    ...(joined.length > 0 && { joined: joined.map(({ peerId }) => peerId) }),
    ...(missing.length > 0 && { missing: missing.map(({ peerId }) => peerId) }),
    ...(returned.length > 0 && {
      returned: returned.map(({ previousPeerId, peerId }) => `${previousPeerId}>${peerId}`),
    }),
    ...(left.length > 0 && { left: left.map(({ peerId, reason }) => `${peerId} ${String(reason)}`) }),
    members: [...members.keys()],
    ...(initial && { initial }),
  };
}
