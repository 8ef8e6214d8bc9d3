import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

import {
  accept,
  createParlor,
  type Parlor,
  type ParlorEvent,
  type ParlorOptions,
  refuse,
  type Refusal,
  type UpgradeRequest,
} from "@parlor/server";
import { expect, test } from "vitest";

import { makeCertificate } from "../../bench/src/servers/certificate.ts";
import { BunLines, turn } from "../../packages/server/fixtures/bun-lines.ts";
import { bun } from "../../packages/server/fixtures/bun-runtime.ts";
import { gate, OpenPeer, OpenRoom } from "../../packages/server/fixtures/open.ts";
import { frame, framesOf, handshake, RawClient } from "../../packages/server/fixtures/raw-client.ts";
import { BunSockets } from "../../packages/server/src/bun.ts";

// What only a real Bun shows. Run by `bun test`: see test/bun.test.ts.

const ROOMS = [{ name: "room", room: OpenRoom }] as const;
const PATH = "/socket/:room?";

interface Served extends AsyncDisposable {
  readonly parlor: Parlor;
  readonly events: readonly ParlorEvent[];
  readonly port: number;
  /** The bytes of a client's request, and the first answer to it. */
  ask(bytes: string): Promise<{ readonly client: RawClient; readonly answer: string }>;
}

function serve(options: Partial<ParlorOptions> = {}, tls?: { readonly key: string; readonly cert: string }): Served {
  const events: ParlorEvent[] = [];
  const parlor = createParlor({ peer: OpenPeer, rooms: ROOMS, ...options });
  parlor.observe((event) => events.push(event));
  const sockets = new BunSockets();
  parlor.serve(sockets.at(PATH));
  const server = bun().serve({
    hostname: "127.0.0.1",
    port: 0,
    ...(tls === undefined ? {} : { tls }),
    fetch: (request, server) =>
      sockets.take(request, server) ?? new Response(`the page ${new URL(request.url).pathname}`),
    websocket: sockets.websocket,
  });
  const opened: Socket[] = [];
  return {
    parlor,
    events,
    port: server.port,
    async ask(bytes) {
      const { port } = server;
      const socket =
        tls === undefined
          ? connect(port, "127.0.0.1")
          : connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
      opened.push(socket);
      const client = new RawClient(socket);
      socket.write(bytes);
      const answer = await client.until((received) => received.includes("\r\n\r\n"));
      return { client, answer: answer.toString() };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of opened) socket.destroy();
      await parlor.close();
      await server.stop(true);
    },
  };
}

function ended(events: readonly ParlorEvent[]): string[] {
  return events.flatMap((event) => (event.type === "peer_ended" ? [event.code] : []));
}

test.for([
  [{ Upgrade: "h2c" }, 400],
  [{ "Sec-WebSocket-Version": "12" }, 400],
  [{ "Sec-WebSocket-Key": "short" }, 400],
  [{ "Sec-WebSocket-Protocol": "a=b==" }, 400],
  [{ "Sec-WebSocket-Protocol": "chat, chat" }, 400],
  [{ Origin: "https://evil.example" }, 403],
] as const)("[AD9] bun: an upgrade with %j gets HTTP %i", async ([headers, status]) => {
  await using server = serve();
  const { client } = await server.ask(handshake(headers));
  const answer = (await client.until(() => false)).toString();
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `, "u"));
  expect(/^sec-websocket-version: 13\r$/imu.test(answer)).toBe(status === 400);
  expect(/^connection: close\r$/imu.test(answer)).toBe(true);
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({ details: null });
});

test("[AD9] bun: what is no upgrade of its path is left to the application", async () => {
  await using server = serve();
  for (const [path, upgrade] of [
    ["/page", "websocket"],
    ["/socket/room", null],
  ] as const) {
    const upgrading = upgrade === null ? "" : `Connection: Upgrade\r\nUpgrade: ${upgrade}\r\n`;
    const { answer } = await server.ask(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${upgrading}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /u);
    expect(answer).toContain(`the page ${path}`);
  }
});

test("[TR3] bun: 429 says when to come back, and 401 how to authenticate", async () => {
  let refused: Refusal = refuse("who are you");
  class Closed extends OpenPeer {
    override onInit(): Refusal {
      return refused;
    }
  }
  await using server = serve({ peer: Closed });
  const { answer } = await server.ask(handshake());
  expect(answer).toMatch(/^HTTP\/1\.1 401 .*^www-authenticate: Bearer\r$/imsu);
  refused = refuse("wait", { afterMs: 61_000 });
  expect((await server.ask(handshake())).answer).toMatch(/^HTTP\/1\.1 429 .*^retry-after: 61\r$/imsu);
});

test("[FT2] bun: the answer names our own subprotocol or none, whatever is offered", async () => {
  await using server = serve();
  for (const [offered, selected] of [
    ["parlor.token.e30", null],
    ["parlor.token.e30, parlor.1", "parlor.1"],
    ["chat", null],
  ] as const) {
    const { answer } = await server.ask(handshake({ "Sec-WebSocket-Protocol": offered }));
    expect(answer).toMatch(/^HTTP\/1\.1 101 /u);
    expect(/^sec-websocket-protocol: (.*)\r$/imu.exec(answer)?.[1] ?? null).toBe(selected);
  }
});

test.for([[false], [true]] as const)("[TR1] bun: hands on who asks, and whether over TLS: %s", async ([secure]) => {
  const asked: UpgradeRequest[] = [];
  class Asking extends OpenPeer {
    override parseRequest(request: UpgradeRequest): ReturnType<OpenPeer["parseRequest"]> {
      asked.push(request);
      return super.parseRequest(request);
    }
  }
  await using server = serve({ peer: Asking }, secure ? makeCertificate() : undefined);
  const cookies = { Cookie: "a=1\r\nCookie: b=2" };
  const { client, answer } = await server.ask(
    handshake(cookies).replace("/socket/room", "/socket/r%C3%B6om?x=/%20y?z"),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 404 /u);
  client.socket.destroy();
  expect(asked).toMatchObject([
    {
      url: "/socket/r%C3%B6om?x=/%20y?z",
      params: { room: "röom" },
      cookies: { a: "1", b: "2" },
      remoteAddress: "127.0.0.1",
      secure,
    },
  ]);
});

test("[TR2] bun: over TLS, too, a peer is answered", async () => {
  await using server = serve({}, makeCertificate());
  const { client } = await server.ask(handshake());
  client.socket.write(frame(0x81, "ping"));
  await client.until((bytes) => framesOf(bytes).some(({ payload }) => payload.toString() === "pong"));
});

test("[PE3] bun: a flood of pings ends its sender", async () => {
  await using server = serve({ rateLimit: { burst: 50, perSecond: 1, strikes: 50 } });
  const { client } = await server.ask(handshake());
  client.socket.write(Buffer.concat(Array.from({ length: 500 }, () => frame(0x89, "x"))));
  expect(await client.closeCode()).toBe(4429);
});

test("[PE3] bun: who floods with pings and reads no pong is not read any more; once it reads, it is again", async () => {
  await using lines = new BunLines();
  const line = await lines.connect(() => false);
  const socket = await line.opened;
  const pings = Buffer.concat(Array.from({ length: 10_000 }, () => frame(0x89, "x".repeat(100))));
  line.client.pause();
  while (line.client.writableLength < 8 * pings.length) {
    line.client.write(pings);
    await turn();
  }
  // what one read brings may still be answered
  expect(socket.bufferedBytes).toBeGreaterThan(0);
  expect(socket.bufferedBytes).toBeLessThan(2_000_000);
  line.client.resume();
  line.client.write(frame(0x81, "here"));
  while (!line.told.includes("text here")) await turn();
});

test("[PE3] bun: who does not read is cut off at a bound", async () => {
  await using server = serve({ maxOutboundBytes: 100_000 });
  const { client } = await server.ask(handshake());
  await client.until((bytes) => bytes.includes('"authenticated"'));
  client.socket.pause();
  const [peer] = [...server.parlor.peers];
  for (let count = 0; count < 1000; count++) {
    peer?.send("burst", "x".repeat(60_000));
    await turn();
  }
  expect(ended(server.events)).toEqual(["too_slow"]);
});

test("[PE4] bun: a ghost is gone after the idle time, and who answers pings is not", async () => {
  await using server = serve({ heartbeatMs: 20, idleTimeoutMs: 100 });
  const [ghost, alive] = [await server.ask(handshake()), await server.ask(handshake())];
  alive.client.socket.on("data", () => alive.client.socket.write(frame(0x8a, "")));
  expect(await ghost.client.closeCode()).toBe(4408);
  expect(server.parlor.peers.size).toBe(1);
});

test("[AD8] bun: refused clients are told so on their socket only up to a bound, and over HTTP beyond", async () => {
  await using server = serve();
  const refused = handshake({ "Sec-WebSocket-Protocol": "parlor.1" }).replace("/socket/room", "/socket/nowhere");
  const first = await Promise.all(Array.from({ length: 500 }, () => server.ask(refused)));
  expect(new Set(first.map(({ answer }) => answer.slice(9, 12)))).toEqual(new Set(["101"]));
  expect((await server.ask(refused)).answer.slice(9, 12)).toBe("404");
});

test("[AD9] bun: a client that goes away while it is judged is nobody's peer", async () => {
  const [asked, judged] = [gate(), gate()];
  class Slow extends OpenPeer {
    override async onInit(): Promise<ReturnType<typeof accept>> {
      asked.open();
      await judged.opened;
      return accept();
    }
  }
  await using server = serve({ peer: Slow });
  const client = connect(server.port, "127.0.0.1");
  client.on("error", () => undefined);
  client.write(handshake());
  await asked.opened;
  client.resetAndDestroy();
  // one that comes later has been read later
  await server.ask("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
  judged.open();
  while (ended(server.events).length === 0) await turn();
  expect(ended(server.events)).toEqual(["lost"]);
  expect(server.parlor.peers.size).toBe(0);
});

test("[TR4] bun: the last word reaches every client of a server that goes away", async () => {
  await using server = serve();
  const clients = await Promise.all(Array.from({ length: 20 }, () => server.ask(handshake())));
  const codes = clients.map(({ client }) => client.closeCode());
  await server.parlor.close();
  expect(new Set(await Promise.all(codes))).toEqual(new Set([1001]));
  expect(await server.ask(handshake())).toMatchObject({ answer: expect.stringMatching(/^HTTP\/1\.1 503 /u) });
});
