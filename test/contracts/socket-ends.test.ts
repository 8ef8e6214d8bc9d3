import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

import { BareServer, type Line, turn } from "../../packages/server/fixtures/bare-server.ts";
import { frame } from "../../packages/server/fixtures/raw-client.ts";
import {
  SOCKET_TRANSPORT_NAMES,
  SOCKET_TRANSPORTS,
  type SocketTransportName,
} from "../../packages/server/fixtures/socket-transports.ts";
import { Frame } from "../../packages/server/src/room/frame.ts";

// Every way a TCP connection can end under a WebSocket, at every place, and clients that never end it.

const HELLO = frame(0x81, "hello");
const BYE = frame(0x88, Buffer.from([0x03, 0xe8]));
const LONG = frame(0x81, "x".repeat(300));

const STAGES: readonly (readonly [where: string, bytes: Buffer, told: readonly string[]])[] = [
  ["before anything", Buffer.alloc(0), []],
  ["behind a message", HELLO, ["text hello"]],
  ["behind a ping", frame(0x89, "p"), ["ping"]],
  ["behind the first octet of a frame", HELLO.subarray(0, 1), []],
  ["within a length", LONG.subarray(0, 3), []],
  ["within a mask", LONG.subarray(0, 6), []],
  ["within a payload", Buffer.concat([HELLO, LONG.subarray(0, 100)]), ["text hello"]],
  ["within a character", frame(0x81, "κόσμε").subarray(0, -1), []],
  ["between fragments", Buffer.concat([HELLO, frame(0x01, "a"), frame(0x00, "b")]), ["text hello"]],
  ["within a control frame", frame(0x89, "ping").subarray(0, 8), []],
  ["within a close frame", BYE.subarray(0, 7), []],
];

/** Where the interface leaves open what is told: ws goes on reading behind a close of our own. */
const TOLD_BEHIND_A_CLOSE: Readonly<Record<SocketTransportName, readonly string[]>> = {
  net: [],
  ws: ["text hello", "broken invalid_frame"],
};

afterEach(() => vi.useRealTimers());

describe.for(SOCKET_TRANSPORT_NAMES)("%s", (name) => {
  let server: BareServer;
  beforeAll(async () => {
    server = await BareServer.listen(SOCKET_TRANSPORTS[name]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** A client whose own side of the connection never ends by itself. */
  async function stubborn(): Promise<Line> {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    return server.connect({ allowHalfOpen: true });
  }

  /** What is told after the time that a client has for its part of the ending, and not before. */
  async function cutOff(line: Line): Promise<readonly string[]> {
    for (let turns = 0; turns < 20; turns++) await turn();
    vi.advanceTimersByTime(4900);
    for (let turns = 0; turns < 20; turns++) await turn();
    expect(line.told.filter((what) => what.startsWith("closed"))).toEqual([]);
    vi.advanceTimersByTime(200);
    await line.ended;
    expect(line.wire.destroyed).toBe(true);
    line.client.destroy();
    return line.told;
  }

  test.for(STAGES)("[TR5] a client whose side ends %s is gone, without a close frame", async ([, bytes, told]) => {
    const line = await server.connect();
    await line.send(bytes);
    line.client.end();
    await line.gone();
    expect(line.told).toEqual([...told, "closed 1006"]);
    expect(line.back.filter((what) => !what.startsWith("pong"))).toEqual(["end"]);
  });

  test.for(STAGES)("[TR5] so is one that resets its connection %s", async ([, bytes, told]) => {
    const line = await server.connect();
    await line.send(bytes);
    line.client.resetAndDestroy();
    await line.ended;
    expect(line.told).toEqual([...told, "closed 1006"]);
  });

  test.for([
    ["ends its side", "end"],
    ["resets the connection", "resetAndDestroy"],
  ] as const)("[TR5] what a close frame said holds, if its client %s at once", async ([, how]) => {
    const line = await server.connect();
    await line.send(BYE);
    line.client[how]();
    await line.ended;
    expect(line.told).toEqual(["closed 1000"]);
  });

  test("[TR5] the server ends its side first, once both have closed (RFC 6455 section 7.1.1)", async () => {
    for (const isFirst of [true, false]) {
      const line = await server.connect({ allowHalfOpen: true });
      if (!isFirst) line.socket.close(1000, "");
      if (!isFirst) await line.until((back) => back.includes("close 1000"));
      expect(line.back).toEqual(isFirst ? [] : ["close 1000"]);
      await line.send(BYE);
      await line.serverEnd();
      expect(line.back).toEqual(["close 1000", "end"]);
      line.client.end();
      await line.ended;
      expect(line.told).toEqual(["closed 1000"]);
    }
  });

  test.for([
    ["answers with the same code", frame(0x88, Buffer.from([0x0f, 0xa0])), 4000],
    ["answers with a code of its own", BYE, 1000],
    ["answers without a code", frame(0x88, ""), 1005],
    ["ends its side without an answer", Buffer.alloc(0), 1006],
  ] as const)("[TR5] a client that the server closes and that %s is told once", async ([, bytes, code]) => {
    const line = await server.connect({ allowHalfOpen: true });
    line.socket.close(4000, "bye");
    line.socket.close(4001, "again");
    line.socket.send(new Frame("too late"));
    line.socket.ping();
    await line.until((back) => back.includes("close 4000"));
    await line.send(bytes);
    line.client.end();
    await line.gone();
    expect(line.told).toEqual([`closed ${code}`]);
    expect(line.back).toEqual(["close 4000", "end"]);
    expect(line.socket.bufferedBytes).toBe(0);
  });

  test("[TR5] so is one that resets the connection while it is being closed", async () => {
    const line = await server.connect();
    line.socket.send(new Frame("x".repeat(100_000)));
    line.socket.close(4000, "bye");
    line.client.resetAndDestroy();
    await line.ended;
    expect(line.told).toEqual(["closed 1006"]);
  });

  test.for<[string, (line: Line) => void | Promise<void>, readonly string[]]>([
    ["answers no close frame", (line) => line.socket.close(4000, ""), ["closed 1006"]],
    [
      "does not read and answers no close frame",
      (line) => {
        line.client.pause();
        for (let count = 0; count < 200; count++) line.socket.send(new Frame("x".repeat(60_000)));
        line.socket.close(4000, "");
      },
      ["closed 1006"],
    ],
    [
      "answers, and leaves its side open",
      async (line) => {
        line.socket.close(4000, "");
        await line.send(BYE);
      },
      ["closed 1000"],
    ],
    ["closes, and leaves its side open", (line) => line.send(BYE), ["closed 1000"]],
    [
      "breaks the rules, and leaves its side open",
      (line) => line.send(frame(0x83, "")),
      ["broken invalid_frame", "closed 1006"],
    ],
  ])("[TR10] a client that %s is cut off after 5 seconds", async ([, act, told]) => {
    const line = await stubborn();
    await act(line);
    expect(await cutOff(line)).toEqual(told);
  });

  test("[TR10] the same goes for one that goes on sending and for one that was paused", async () => {
    const line = await stubborn();
    line.socket.pause();
    await line.send(HELLO);
    line.socket.close(4000, "");
    await line.send(Buffer.concat([LONG, frame(0x01, "a")]));
    expect((await cutOff(line)).at(-1)).toBe("closed 1006");
  });

  test("[TR5] whatever a client does behind our close frame, it gets no other", async () => {
    const line = await server.connect();
    line.socket.close(4000, "");
    await line.send(Buffer.concat([HELLO, frame(0x89, "p"), frame(0x83, "")]));
    await line.gone();
    expect(line.back).toEqual(["close 4000", "end"]);
    expect(line.told.filter((told) => told !== "ping")).toEqual([...TOLD_BEHIND_A_CLOSE[name], "closed 1006"]);
  });

  test("[TR13] no pong follows the close frame of whoever closes when it hears the ping", async () => {
    const line = await server.connect({
      behaviour: (told, socket) => {
        if (told === "ping") socket.close(4000, "");
      },
    });
    await line.send(Buffer.concat([frame(0x89, "p"), BYE]));
    await line.gone();
    expect(line.back).toEqual(["close 4000", "end"]);
  });

  test.for<[string, (line: Line) => void]>([
    ["paused, and then closed", (line) => (line.socket.pause(), line.socket.close(4000, ""))],
    ["closed, and then paused", (line) => (line.socket.close(4000, ""), line.socket.pause())],
  ])("[TR4] a socket that is %s still sees the client's part", async ([, act]) => {
    const line = await server.connect();
    act(line);
    await line.send(BYE);
    await line.gone();
    expect(line.told).toEqual(["closed 1000"]);
  });

  test("[PE8] a socket that is not read holds back its client, and loses nothing", async () => {
    const line = await server.connect();
    line.socket.pause();
    const count = 400;
    for (let index = 0; index < count; index++) line.client.write(frame(0x81, `${index} ${"x".repeat(60_000)}`));
    for (let turns = 0; turns < 200; turns++) await turn();
    expect(line.wire.bytesRead).toBeLessThan(1_000_000);
    expect(line.told).toEqual([]);
    line.socket.resume();
    line.client.end(BYE);
    await line.gone();
    expect(line.told.map((what) => what.split(" ")[1])).toEqual([
      ...Array.from({ length: count }, (_, index) => `${index}`),
      "1000",
    ]);
  });
});
