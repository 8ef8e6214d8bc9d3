/// <reference lib="dom" />
import { once } from "node:events";
import { createServer, type Server } from "node:http";

import { connect, type Connection, type ConnectionState, type ConnectOptions, createRoom } from "@parlor/client";
import { accept, type Accept, type Application, createParlor, type JoinRequest, Peer, Room } from "@parlor/server";
import { refuse, type Refusal, type RoomMessage, type UpgradeRequest } from "@parlor/server";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

// @parlor/client in Node, over Node's own WebSocket, against a real server.

type Events = { chat: string };

const NAMED = z.object({ name: z.string() });

class NamedPeer extends Peer {
  override parseRequest({ query }: UpgradeRequest): JoinRequest | Refusal {
    const name = query.get("name");
    return name === null ? refuse("no_name") : { room: "lobby", credentials: null, metadata: { name } };
  }
  override onInit(): Accept {
    return accept();
  }
}

/** What somebody sends to all, it hears itself: so it knows that it has arrived, whoever else is there. */
class EchoRoom extends Room {
  override onForward(message: RoomMessage<Application>): RoomMessage<Application> {
    const everybody = this.members.map(({ peer_id }) => peer_id);
    return message.event === "chat" && message.to === "all" ? { ...message, to: everybody } : message;
  }
}

/** An HTTP server with a Parlor that can be exchanged for a new one, as a restart does, on the same port. */
async function start() {
  const server = createServer((_request, response) => response.writeHead(404).end());
  const serve = () => {
    const parlor = createParlor({ peer: NamedPeer, rooms: [{ name: "lobby", room: EchoRoom }] });
    return { parlor, detach: parlor.attach(server, { path: "/socket" }) };
  };
  let serving = serve();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const join = async (name: string, options: ConnectOptions = {}): Promise<Connection<Events>> => {
    const connection = connect<Events>(`http://127.0.0.1:${portOf(server)}/socket?name=${name}`, options);
    onTestFinished(() => connection.close());
    await entered(connection, "open");
    return connection;
  };
  const restart = async (): Promise<void> => {
    await serving.parlor.close();
    serving.detach();
    serving = serve();
  };
  onTestFinished(async () => {
    await serving.parlor.close();
    server.close();
  });
  return { join, restart, server };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function entered(connection: Connection<Events>, name: ConnectionState["name"]): Promise<void> {
  if (connection.state.name === name) return;
  await new Promise<void>((resolve) => {
    const stop = connection.onState((state) => {
      if (state.name !== name) return;
      stop();
      resolve();
    });
  });
}

test("two programs in Node meet, talk, and part", async () => {
  const { join } = await start();
  const ada = await join("ada");
  const room = createRoom(ada);
  const changes = queueOf(room.onMembers.bind(room));
  const ben = await join("ben");
  const benId = createRoom(ben).peerId ?? "";
  expect(await changes.next()).toMatchObject({ joined: [{ peerId: benId, metadata: { name: "ben" } }] });
  const heard = queueOf<string>((tell) => ben.on("chat", ({ data }) => tell(data)));
  room.send("chat", "hi", benId);
  expect(await heard.next()).toBe("hi");
  await ben.close();
  expect(await changes.next()).toMatchObject({ left: [{ peerId: benId, reason: "closed" }] });
  expect(room.members.size).toBe(0);
});

test("a refusal is final, and says why", async () => {
  const { server } = await start();
  const connection = connect<Events>(`ws://127.0.0.1:${portOf(server)}/socket`);
  await entered(connection, "closed");
  expect(connection.state).toMatchObject({ error: { code: "bad_request", details: "no_name" } });
});

test("after a restart of the server both are back, know each other again, and what was sent meanwhile arrives", async () => {
  const { join, restart } = await start();
  const options: ConnectOptions = { whileDown: "queue", retryPolicy: () => 1 };
  const ada = await join("ada", options);
  const room = createRoom(ada, {
    readMetadata: (metadata) => NAMED.parse(metadata).name,
    identify: (name) => name,
  });
  const changes = queueOf(room.onMembers.bind(room));
  const ben = await join("ben", options);
  const heard = queueOf<string>((tell) => ben.on("chat", ({ data }) => tell(data)));
  const [before = ""] = (await changes.next()).members.keys();
  const [down, up] = [entered(ben, "waiting"), restart()];
  await down;
  ben.send("chat", "meanwhile", "all");
  await up;
  expect(await heard.next()).toBe("meanwhile");
  // whoever is back first
  let change = await changes.next();
  if (change.missing.length > 0) change = await changes.next();
  expect(change.returned).toMatchObject([{ previousPeerId: before, metadata: "ben" }]);
  expect([...room.members]).toEqual([[change.returned[0]?.peerId, "ben"]]);
});

/** What a listener is told, to be awaited one by one. */
function queueOf<Value>(listen: (tell: (value: Value) => void) => unknown): { next(): Promise<Value> } {
  const values: Value[] = [];
  let wake: (() => void) | null = null;
  listen((value) => {
    values.push(value);
    wake?.();
  });
  return {
    async next(): Promise<Value> {
      for (;;) {
        const value = values.shift();
        if (value !== undefined) return value;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
