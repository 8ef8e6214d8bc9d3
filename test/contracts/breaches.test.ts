import { createParlor, type ParlorOptions } from "@parlor/server";
import { TestClient } from "@parlor/server/testing";
import { describe, expect, test } from "vitest";

import { OpenPeer, OpenRoom } from "../../packages/server/fixtures/open.ts";
import { frame, framesOf, RawClient } from "../../packages/server/fixtures/raw-client.ts";
import { SOCKET_TRANSPORT_NAMES, SOCKET_TRANSPORTS } from "../../packages/server/fixtures/socket-transports.ts";
import { WsDialer } from "../../packages/server/src/testing/ws-dialer.ts";
import { FRAMING_CASES } from "./raw/framing-cases.ts";
import { TEXT_CASES } from "./raw/text-cases.ts";

// Raw bytes on a TCP socket, and what becomes of the peer and its room: what no well-behaved WebSocket client can send.

const ROOMS = [{ name: "room", room: OpenRoom }] as const;
const HELLO = '{"event":"hello","data":1,"to":"all"}';

describe.for(SOCKET_TRANSPORT_NAMES)("%s", (name) => {
  interface RawServer extends AsyncDisposable {
    raw(): Promise<RawClient>;
    member(): Promise<TestClient>;
  }

  async function rawServer(options: Partial<ParlorOptions> = {}): Promise<RawServer> {
    const dialer = await WsDialer.listen("/socket/:room?", SOCKET_TRANSPORTS[name]);
    const parlor = createParlor({ peer: OpenPeer, rooms: ROOMS, ...options });
    const opened: RawClient[] = [];
    parlor.serve(dialer.transport);
    return {
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

  test("[PE6] whoever breaks RFC 6455 is closed, and nobody else notices", async () => {
    await using server = await rawServer();
    const neighbour = await server.member();
    for (const { name, bytes, told, back } of [...FRAMING_CASES, ...TEXT_CASES]) {
      if (!told.at(-2)?.startsWith("broken")) continue;
      const raw = await server.raw();
      raw.socket.write(bytes);
      expect({ name, code: await raw.closeCode() }).toEqual({ name, code: Number(back.at(-2)?.split(" ")[1]) });
      await neighbour.expect("joined");
      await neighbour.expect("left");
    }
    await neighbour.expectNothing();
  });

  test("[PE5] a binary frame ends its sender with 1003, and nobody else", async () => {
    await using server = await rawServer();
    const [neighbour, raw] = [await server.member(), await server.raw()];
    await neighbour.expect("joined");
    raw.socket.write(frame(0x82, "x"));
    expect(await raw.closeCode()).toBe(1003);
    await neighbour.expect("left");
    await neighbour.expectNothing();
  });

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
});
