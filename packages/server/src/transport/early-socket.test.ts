import { once } from "node:events";
import { connect, type Socket } from "node:net";

import { expect, test } from "vitest";

import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { frame, framesOf, handshake, RawClient } from "../../fixtures/raw-client.ts";
import {
  accept,
  type Accept,
  createParlor,
  type JoinRequest,
  type Message,
  type ParlorEvent,
  type ParlorOptions,
  refuse,
  type Refusal,
  type UpgradeRequest,
} from "../index.ts";
import { WsDialer } from "../testing/ws-dialer.ts";

// Raw bytes on a TCP socket whose client is still being judged.

const ROOMS = [{ name: "room", room: OpenRoom }] as const;
const TOKEN = frame(0x81, '{"event":"authenticate","data":{"token":"good"},"to":[]}');

class KnockingPeer extends OpenPeer {
  override async parseRequest(request: UpgradeRequest): Promise<JoinRequest | Refusal> {
    const token = await request.firstToken();
    return { room: "room", credentials: token, metadata: token };
  }
}

interface KnockingServer extends AsyncDisposable {
  readonly parlor: ReturnType<typeof createParlor>;
  readonly events: readonly ParlorEvent[];
  readonly dialer: WsDialer;
  /** A client whose handshake is answered. */
  knock(headers?: Readonly<Record<string, string>>): Promise<RawClient>;
}

async function knockingServer(options: Partial<ParlorOptions> = {}): Promise<KnockingServer> {
  const dialer = await WsDialer.listen("/socket/:room?");
  const events: ParlorEvent[] = [];
  const observe = (event: ParlorEvent): void => void events.push(event);
  const parlor = createParlor({ peer: KnockingPeer, rooms: ROOMS, observe, ...options });
  const opened: RawClient[] = [];
  parlor.serve(dialer.transport);
  return {
    parlor,
    events,
    dialer,
    async knock(headers = {}) {
      const client = new RawClient(connect(dialer.port, "127.0.0.1"));
      client.socket.write(handshake(headers));
      await client.until((bytes) => bytes.includes("\r\n\r\n"));
      opened.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of opened) socket.destroy();
      await parlor.close();
      await dialer.close();
    },
  };
}

function say(event: string, data: unknown): Buffer {
  return frame(0x81, JSON.stringify({ event, data, to: [] }));
}

test("[FT6] what comes in one segment with the handshake and the first message is heard, in order, by the peer", async () => {
  const judged = gate();
  const received: unknown[] = [];
  class Slow extends KnockingPeer {
    override async onInit(): Promise<Accept> {
      await judged.opened;
      return accept();
    }
    override onReceive(message: Message): Message {
      received.push(message.data);
      if (received.length === 100) all.open();
      return message;
    }
  }
  const all = gate();
  await using server = await knockingServer({ peer: Slow, maxQueuedMessages: 4 });
  const client = new RawClient(connect(server.dialer.port, "127.0.0.1"));
  const messages = Array.from({ length: 100 }, (_, count) => say("n", count));
  const bytes = Buffer.concat([Buffer.from(handshake()), TOKEN, frame(0x89, "ping"), ...messages]);
  client.socket.write(bytes);
  await client.until((answer) => framesOf(answer).some(({ opcode }) => opcode === 10));
  expect(received).toEqual([]);
  judged.open();
  await all.opened;
  expect(received).toEqual(Array.from({ length: 100 }, (_, count) => count));
  client.socket.destroy();
});

test.for([
  ["messages", Array.from({ length: 300 }, () => say("n", 1))],
  ["pings", Array.from({ length: 300 }, () => frame(0x89, ""))],
  ["pongs", Array.from({ length: 300 }, () => frame(0x8a, ""))],
] as const)("[FT6] more %s than anybody needs to send before the verdict end the socket", async ([, frames]) => {
  for (const bytes of [Buffer.concat([TOKEN, ...frames]), Buffer.concat([...frames, TOKEN])]) {
    await using server = await knockingServer();
    const client = await server.knock();
    client.socket.write(bytes);
    expect(await client.closeCode()).toBe(4429);
    expect(server.events.map(({ type }) => type)).not.toContain("peer_joined");
  }
});

test.for<[string, Buffer, number]>([
  ["an unmasked frame", frame(0x81, "{}", { masked: false }), 1002],
  ["a reserved opcode", frame(0x83, "{}"), 1002],
  ["text that is not UTF-8", frame(0x81, Buffer.from([0xc3, 0x28])), 1007],
  ["a length of 2^63", Buffer.from([0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009],
])(
  "[FT5] %s instead of the first message, or behind it, ends its sender, and no peer joins",
  async ([, bytes, code]) => {
    const judged = gate();
    class Slow extends KnockingPeer {
      override async onInit(): Promise<Accept> {
        await judged.opened;
        return accept();
      }
    }
    await using server = await knockingServer({ peer: Slow });
    for (const sent of [bytes, Buffer.concat([TOKEN, bytes])]) {
      const client = await server.knock();
      client.socket.write(sent);
      expect(await client.closeCode()).toBe(code);
    }
    judged.open();
    await server.parlor.close();
    expect(server.events.filter(({ type }) => type === "peer_joined" || type === "hook_failed")).toEqual([]);
    expect(server.events.filter(({ type }) => type === "peer_ended")).toHaveLength(2);
  },
);

test.for(["resetAndDestroy", "destroy"] as const)(
  "[FT5] a client that is gone by %s while it is judged leaves nothing behind",
  async (how) => {
    const [asked, judged, ended] = [gate(), gate(), gate()];
    class Slow extends KnockingPeer {
      override async onInit(): Promise<Accept> {
        asked.open();
        await judged.opened;
        return accept();
      }
      override onTerminate(code: string): void {
        expect(code).toBe("lost");
        ended.open();
      }
    }
    await using server = await knockingServer({ peer: Slow });
    const accepted = once(server.dialer.server, "connection");
    const client = await server.knock();
    client.socket.write(TOKEN);
    await asked.opened;
    const [serverSide] = (await accepted) as [Socket];
    const gone = new Promise((resolve) => serverSide.once("close", resolve));
    client.socket[how]();
    if (how === "resetAndDestroy") await gone;
    judged.open();
    await ended.opened;
    await gone;
    expect(server.parlor.peers.size).toBe(0);
  },
);

test("[FT5] a client that is gone before its socket could be opened brings no token", async () => {
  const [asked, left, refused] = [gate(), gate(), gate()];
  class Slow extends OpenPeer {
    override async parseRequest(request: UpgradeRequest): Promise<Refusal> {
      asked.open();
      await left.opened;
      expect(await request.firstToken()).toBeNull();
      refused.open();
      return refuse("no_token");
    }
  }
  await using server = await knockingServer({ peer: Slow });
  const accepted = once(server.dialer.server, "connection");
  const socket = connect(server.dialer.port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(handshake());
  await asked.opened;
  const [serverSide] = (await accepted) as [Socket];
  const gone = new Promise((resolve) => serverSide.once("close", resolve));
  socket.resetAndDestroy();
  await gone;
  left.open();
  await refused.opened;
  expect(server.events.filter(({ type }) => type === "hook_failed")).toEqual([]);
});

test("[FT3] refused clients that do not close hold their sockets only up to a bound", async () => {
  class Refusing extends KnockingPeer {
    override onInit(): Refusal {
      return refuse("bad_token");
    }
  }
  await using server = await knockingServer({ peer: Refusing });
  const refuseOne = async (): Promise<RawClient> => {
    const client = await server.knock();
    client.socket.write(TOKEN);
    await client.until((bytes) => framesOf(bytes).some(({ opcode }) => opcode === 8));
    return client;
  };
  await Promise.all(Array.from({ length: 500 }, refuseOne));
  const beyond = await refuseOne();
  const [error, close] = framesOf(await beyond.until(() => false));
  expect(error?.payload.toString()).toContain('"bad_token"');
  expect(close?.payload.readUInt16BE(0)).toBe(4401);
});

test("[FT5] clients that go away before they are refused hold no place of those who hear why", async () => {
  class Refusing extends OpenPeer {
    override async parseRequest(request: UpgradeRequest): Promise<Refusal> {
      if (request.params["room"] === "room") expect(await request.firstToken()).toBeNull();
      return refuse("no_token");
    }
  }
  await using server = await knockingServer({ peer: Refusing });
  for (let count = 0; count < 500; count++) {
    const refused = gate();
    const stop = server.parlor.observe(({ type }) => {
      if (type !== "peer_refused") return;
      stop();
      refused.open();
    });
    (await server.knock()).socket.destroy();
    await refused.opened;
  }
  const client = new RawClient(connect(server.dialer.port, "127.0.0.1"));
  client.socket.write(handshake({ "Sec-WebSocket-Protocol": "parlor.1" }).replace("/socket/room", "/socket/other"));
  const answer = await client.until((bytes) => bytes.includes("no_token"));
  expect(answer.toString().slice(9, 12)).toBe("101");
  client.socket.destroy();
});

test("[FT2] a token among the subprotocols is not what the server selects", async () => {
  await using server = await knockingServer();
  for (const [offered, selected] of [
    ["parlor.1, parlor.token.e30.e30.c2ln", "parlor.1"],
    ["parlor.token.e30.e30.c2ln", undefined],
  ] as const) {
    const client = await server.knock({ "Sec-WebSocket-Protocol": offered });
    const [head = ""] = (await client.until((bytes) => bytes.includes("\r\n\r\n"))).toString().split("\r\n\r\n");
    expect(/^Sec-WebSocket-Protocol: (.*)$/mu.exec(head)?.[1]).toBe(selected);
    expect(head).not.toContain("e30");
  }
});
