import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";

import { expect, test } from "vitest";
import { WebSocketServer } from "ws";

import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { frame, framesOf, handshake, RawClient } from "../../fixtures/raw-client.ts";
import { accept, createParlor, type ParlorOptions } from "../index.ts";
import { TestClient, testServer } from "../testing/index.ts";
import { WsDialer } from "../testing/ws-dialer.ts";

// Raw bytes on a TCP socket: what no well-behaved WebSocket client can be made to send.

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

interface RawServer extends AsyncDisposable {
  readonly parlor: ReturnType<typeof createParlor>;
  readonly dialer: WsDialer;
  raw(): Promise<RawClient>;
  member(): Promise<TestClient>;
}

async function rawServer(options: Partial<ParlorOptions> = {}): Promise<RawServer> {
  const dialer = await WsDialer.listen("/socket/:room?");
  const parlor = createParlor({ peer: OpenPeer, rooms: ROOMS, ...options });
  const opened: RawClient[] = [];
  parlor.serve(dialer.transport);
  return {
    parlor,
    dialer,
    async raw() {
      const client = await RawClient.open(dialer.port);
      opened.push(client);
      return client;
    },
    async member() {
      const client = new TestClient();
      const link = await dialer.connect("/socket/room", {}, client);
      if ("status" in link) throw new Error(`Refused: ${link.status}`);
      client.attach(link);
      await client.expect("authenticated");
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of opened) socket.destroy();
      await parlor.close();
      await dialer.close();
    },
  };
}

const HELLO = '{"event":"hello","data":1,"to":"all"}';

test.for<[string, Buffer, number | null]>([
  ["an unmasked frame", frame(0x81, HELLO, { masked: false }), 1002],
  ["RSV1 without an extension", frame(0xc1, HELLO), 1002],
  ["RSV2", frame(0xa1, HELLO), 1002],
  ["RSV3", frame(0x91, HELLO), 1002],
  ["a reserved opcode", frame(0x83, HELLO), 1002],
  ["a reserved control opcode", frame(0x8b, ""), 1002],
  ["a continuation of nothing", frame(0x80, HELLO), 1002],
  ["a message inside a fragmented one", Buffer.concat([frame(0x01, "{"), frame(0x81, HELLO)]), 1002],
  ["a fragmented ping", frame(0x09, "x"), 1002],
  ["a ping that is too long", frame(0x89, "x".repeat(126)), 1002],
  ["a close frame of one byte", frame(0x88, "x"), 1002],
  ["a close code that may not be sent", frame(0x88, Buffer.from([0x03, 0xed])), 1002],
  ["text that is not UTF-8", frame(0x81, Buffer.from([0xc3, 0x28])), 1007],
  ["an overlong encoding", frame(0x81, Buffer.from([0xc0, 0xaf])), 1007],
  ["a surrogate in UTF-8", frame(0x81, Buffer.from([0xed, 0xa0, 0x80])), 1007],
  ["a close reason that is not UTF-8", frame(0x88, Buffer.from([0x03, 0xe8, 0xc3, 0x28])), 1007],
  ["a length of 2^63", Buffer.from([0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009],
  ["a length of 64 KiB and one", Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]), 1009],
  ["fragments that are too much together", fragments(70), 1009],
  ["a binary frame", frame(0x82, "x"), 1003],
])("[PE6] %s ends its sender, and nobody else", async ([, bytes, code]) => {
  await using server = await rawServer();
  const [neighbour, raw] = [await server.member(), await server.raw()];
  await neighbour.expect("joined");
  raw.socket.write(bytes);
  expect(await raw.closeCode()).toBe(code);
  await neighbour.expect("left");
  await neighbour.expectNothing();
});

function fragments(count: number): Buffer {
  const part = "x".repeat(1000);
  return Buffer.concat(Array.from({ length: count }, (_, index) => frame(index === 0 ? 0x01 : 0x00, part)));
}

test("[MS6] a WebSocket ping gets one pong, with its payload", async () => {
  await using server = await rawServer();
  const raw = await server.raw();
  raw.socket.write(frame(0x89, "are you there"));
  raw.socket.write(frame(0x81, "ping"));
  const frames = framesOf(
    await raw.until((bytes) => framesOf(bytes).some(({ payload }) => payload.equals(Buffer.from("pong")))),
  );
  expect(frames.filter(({ opcode }) => opcode === 10).map(({ payload }) => payload.toString())).toEqual([
    "are you there",
  ]);
});

test("[PE3] a flood of pings is not answered for ever", async () => {
  await using server = await rawServer({ rateLimit: { burst: 50, perSecond: 1, strikes: 50 } });
  const raw = await server.raw();
  raw.socket.write(Buffer.concat(Array.from({ length: 500 }, () => frame(0x89, "x"))));
  expect(await raw.closeCode()).toBe(4429);
});

test("[MS1] a message in fragments, octet by octet, with a ping in between, is one message", async () => {
  await using server = await rawServer();
  const [neighbour, raw] = [await server.member(), await server.raw()];
  await neighbour.expect("joined");
  const bytes = Buffer.concat([frame(0x01, HELLO.slice(0, 9)), frame(0x89, ""), frame(0x80, HELLO.slice(9))]);
  for (const byte of bytes) raw.socket.write(Buffer.from([byte]));
  expect(await neighbour.next()).toMatchObject({ event: "hello", data: 1 });
});

test.for(["destroy", "resetAndDestroy", "end"] as const)(
  "[PE10] a client whose connection ends by %s, without a close frame, is lost",
  async (how) => {
    await using server = await rawServer();
    const [neighbour, raw] = [await server.member(), await server.raw()];
    await neighbour.expect("joined");
    raw.socket[how]();
    expect((await neighbour.expect("left")).data).toMatchObject({ reason: "lost" });
  },
);

test.for<[string, Buffer, string]>([
  ["no code", frame(0x88, ""), "closed"],
  ["1000", frame(0x88, Buffer.from([0x03, 0xe8])), "closed"],
  ["1001, as of a page that is closed", frame(0x88, Buffer.from([0x03, 0xe9])), "closed"],
  ["4000", frame(0x88, Buffer.from([0x0f, 0xa0])), "lost"],
])("[PE9] a close frame with %s, and the connection torn down at once: %s", async ([, bytes, reason]) => {
  await using server = await rawServer();
  const [neighbour, raw] = [await server.member(), await server.raw()];
  await neighbour.expect("joined");
  raw.socket.end(bytes);
  expect((await neighbour.expect("left")).data).toMatchObject({ reason });
});

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
