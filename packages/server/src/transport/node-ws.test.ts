import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";

import { expect, test } from "vitest";
import { WebSocketServer } from "ws";

import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { handshake, RawClient } from "../../fixtures/raw-client.ts";
import { accept, createParlor, type ParlorOptions } from "../index.ts";
import { testServer } from "../testing/index.ts";
import { WsDialer } from "../testing/ws-dialer.ts";

// Raw bytes on a TCP socket: what no well-behaved WebSocket client can be made to send.

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

interface RawServer extends AsyncDisposable {
  readonly parlor: ReturnType<typeof createParlor>;
  readonly dialer: WsDialer;
}

async function rawServer(options: Partial<ParlorOptions> = {}): Promise<RawServer> {
  const dialer = await WsDialer.listen("/socket/:room?");
  const parlor = createParlor({ peer: OpenPeer, rooms: ROOMS, ...options });
  parlor.serve(dialer.transport);
  return {
    parlor,
    dialer,
    async [Symbol.asyncDispose]() {
      await parlor.close();
      await dialer.close();
    },
  };
}

test("[AD7] a client that resets while it is judged leaves nothing behind", async () => {
  const [asked, judged] = [gate(), gate()];
  const ended = gate();
  class Slow extends OpenPeer {
    override async onInit(): Promise<ReturnType<typeof accept>> {
      asked.open();
      await judged.opened;
      return accept();
    }
    override onTerminate(code: string): void {
      expect(code).toBe("lost");
      ended.open();
    }
  }
  await using server = await rawServer({ peer: Slow });
  const socket = connect(server.dialer.port, "127.0.0.1");
  socket.on("error", () => undefined);
  const accepted = once(server.dialer.server, "connection");
  socket.write(handshake());
  await asked.opened;
  const [serverSide] = (await accepted) as [Socket];
  const gone = new Promise((resolve) => serverSide.once("close", resolve));
  socket.resetAndDestroy();
  await gone;
  judged.open();
  await ended.opened;
  expect(server.parlor.peers.size).toBe(0);
});

test.for([
  [{ Upgrade: "h2c" }, 400],
  [{ "Sec-WebSocket-Version": "12" }, 400],
  [{ "Sec-WebSocket-Key": "short" }, 400],
  [{ "Sec-WebSocket-Protocol": "a=b==" }, 400],
  [{ "Sec-WebSocket-Protocol": "chat, chat" }, 400],
  [{ "Sec-WebSocket-Protocol": "" }, 400],
  [{ Origin: "https://evil.example" }, 403],
] as const)("[AD9] an upgrade with %j gets HTTP %i", async ([headers, status]) => {
  await using server = await rawServer();
  const socket = connect(server.dialer.port, "127.0.0.1");
  const raw = new RawClient(socket);
  socket.write(handshake(headers));
  const answer = (await raw.until(() => false)).toString();
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `, "u"));
  expect(answer.includes("Sec-WebSocket-Version: 13\r\n")).toBe(status === 400);
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({ details: null });
});

test("[AD9] several paths and Parlors share a server with other upgrade listeners", async () => {
  const http = createServer();
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const [chat, game] = [createParlor({ peer: OpenPeer, rooms: ROOMS }), createParlor({ peer: OpenPeer, rooms: ROOMS })];
  chat.attach(http, { path: "/chat/:room" });
  const detachGame = game.attach(http, { path: "/game/:room" });
  expect(() => game.attach(http, { path: "/chat/:name" })).toThrow("taken");
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const upgrade = async (path: string): Promise<string> => {
    const raw = new RawClient(connect(port, "127.0.0.1"));
    raw.socket.write(handshake().replace("/socket/room", path));
    const answer = await raw.until((bytes) => bytes.includes("\r\n\r\n"));
    raw.socket.destroy();
    return answer.toString().slice(9, 12);
  };
  expect([await upgrade("/chat/room"), await upgrade("/game/room"), await upgrade("/other")]).toEqual([
    "101",
    "101",
    "404",
  ]);
  http.on("upgrade", (request, socket) => {
    if (request.url === "/other") socket.end("HTTP/1.1 418 I'm a teapot\r\n\r\n");
  });
  expect([await upgrade("/other"), await upgrade("/chat/room")]).toEqual(["418", "101"]);
  detachGame();
  game.attach(http, { path: "/arcade/:room" });
  expect(await upgrade("/arcade/room")).toBe("101");
  await Promise.all([chat.close(), game.close()]);
  http.close();
});

test("[AD9] a request that offers another protocol on the side is answered as without us", async () => {
  const http = createServer((request, response) => response.end(`the page ${request.url}`));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const parlor = createParlor({ peer: OpenPeer, rooms: ROOMS });
  parlor.attach(http, { path: "/socket/:room" });
  const address = http.address();
  const raw = new RawClient(connect(typeof address === "object" && address !== null ? address.port : 0, "127.0.0.1"));
  raw.socket.write("GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
  const answer = (await raw.until(() => false)).toString();
  expect(answer).toMatch(/^HTTP\/1\.1 200 /u);
  expect(answer).toContain("the page /page");
  http.close();
});

test("[AD9] another taker of the same upgrade, or a reset on a path that nobody takes, harms nobody", async () => {
  await using server = await rawServer();
  const greedy = new WebSocketServer({ noServer: true });
  const [asked, seen] = [gate(), gate()];
  server.dialer.server.prependListener("upgrade", (request, socket, head) => {
    if (request.url === "/socket/room") greedy.handleUpgrade(request, socket, head, () => undefined);
    else {
      socket.resume().on("close", () => seen.open());
      asked.open();
    }
  });
  const taken = new RawClient(connect(server.dialer.port, "127.0.0.1"));
  taken.socket.write(handshake());
  await taken.until(() => false);
  const lost = connect(server.dialer.port, "127.0.0.1");
  lost.on("error", () => undefined);
  lost.write(handshake().replace("/socket/room", "/nobody"));
  await asked.opened;
  lost.resetAndDestroy();
  await seen.opened;
  expect(server.parlor.peers.size).toBe(0);
});

test("[AD8] refused clients that do not close are told so on their socket only up to a bound, and over HTTP beyond", async () => {
  await using server = await rawServer();
  const refused = handshake({ "Sec-WebSocket-Protocol": "parlor.1" }).replace("/socket/room", "/socket/nowhere");
  const clients: RawClient[] = [];
  const answer = async (): Promise<string> => {
    const client = new RawClient(connect(server.dialer.port, "127.0.0.1"));
    clients.push(client);
    client.socket.write(refused);
    return (await client.until((bytes) => bytes.includes("no_such_room"))).toString().slice(9, 12);
  };
  const first = await Promise.all(Array.from({ length: 500 }, answer));
  expect(new Set(first)).toEqual(new Set(["101"]));
  expect(await answer()).toBe("404");
  for (const { socket } of clients) socket.destroy();
});

test("[DR2] a server that goes away answers 503 and says when to come back", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS }, "ws");
  await server.parlor.close();
  expect(await server.connect("/socket/room")).toMatchObject({ status: 503 });
});
