import { expect, test } from "vitest";

import type { SocketListener } from "../peer/socket.ts";
import { Frame } from "../room/frame.ts";
import type { BunServerWebSocket } from "./bun-api.ts";
import { BunSocket } from "./bun-socket.ts";
import { BunTurns } from "./bun-turns.ts";

/** A socket on what Bun would hand out, which notes its calls; what its listener is told is noted in between. */
function opened({ buffered = 0, mayPing = true, maxFrameBytes = 10 } = {}): {
  readonly socket: BunSocket;
  readonly calls: string[];
} {
  const calls: string[] = [];
  const listener: SocketListener = {
    receive: (text, bytes) => void calls.push(`told text ${text} of ${bytes}`),
    receiveBinary: () => void calls.push("told binary"),
    heard: () => void calls.push("told pong"),
    pinged: () => mayPing,
    broken: (code) => void calls.push(`told broken ${code}`),
    closed: (code) => void calls.push(`told closed ${code}`),
  };
  const socket = new BunSocket(listener, maxFrameBytes, new BunTurns());
  const ws: BunServerWebSocket = {
    data: socket,
    send: (text) => calls.push(`send ${text.slice(0, 10)}`),
    ping: () => calls.push("ping"),
    cork: (callback) => {
      calls.push("cork");
      callback();
      calls.push("uncork");
    },
    getBufferedAmount: () => buffered,
    pause: () => void calls.push("pause"),
    resume: () => void calls.push("resume"),
    close: (code, reason) => {
      calls.push(`close ${code} ${reason}`);
      socket.closed(code, reason);
      calls.push("closed");
    },
  };
  socket.opened(ws);
  return { socket, calls };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test("[TR8] what is sent to one of Bun's sockets within one turn leaves together and in order", async () => {
  const { socket, calls } = opened();
  for (const text of ["1", "2", "3"]) socket.send(new Frame(text));
  expect(calls).toEqual([]);
  await turn();
  expect(calls).toEqual(["cork", "send 1", "send 2", "send 3", "uncork"]);
  socket.send(new Frame("4"));
  await turn();
  expect(calls.slice(5)).toEqual(["send 4"]);
});

test("[TR8] what is a lot leaves at once, and only once", async () => {
  const { socket, calls } = opened();
  socket.send(new Frame("x".repeat(70_000)));
  expect(calls).toEqual(["send xxxxxxxxxx"]);
  await turn();
  expect(calls).toHaveLength(1);
});

test("[TR4] a close comes behind what was sent, and is told once, when whoever has called it is done", async () => {
  const { socket, calls } = opened();
  socket.pause();
  socket.send(new Frame("last"));
  socket.close(4403, "removed");
  socket.close(4403, "again");
  socket.send(new Frame("too late"));
  socket.ping();
  socket.pause();
  expect(calls).toEqual(["pause", "send last", "resume", "close 4403 removed", "closed"]);
  expect(socket.bufferedBytes).toBe(0);
  await turn();
  expect(calls.slice(5)).toEqual(["told closed 1006"]);
});

test.for([
  [1000, "enough", ["told closed 1000"]],
  [1005, "", ["told closed 1005"]],
  [1006, "", ["told closed 1006"]],
  [4000, "Received too big message", ["told closed 4000"]],
  [1006, "Received too big message", ["told broken frame_too_big", "told closed 1006"]],
  [1006, "Received too big control frame", ["told broken invalid_frame", "told closed 1006"]],
  [1006, "Received invalid UTF-8", ["told broken invalid_text", "told closed 1006"]],
  [1006, "Received invalid opcode", ["told broken invalid_frame", "told closed 1006"]],
  [1006, "Connection ended", ["told closed 1006"]],
] as const)("[TR5] an end of %i %j is told as %j", ([code, reason, told]) => {
  const { socket, calls } = opened();
  socket.closed(code, reason);
  expect(calls).toEqual(told);
});

test("[TR6] a text that is longer than this peer may send, if not longer than any may, ends it", async () => {
  const { socket, calls } = opened();
  socket.text("ü".repeat(5));
  socket.text("ü".repeat(6));
  await turn();
  expect(calls).toEqual([
    "told text üüüüü of 10",
    "told broken frame_too_big",
    "resume",
    "close 1009 ",
    "closed",
    "told closed 1006",
  ]);
});

test("[PE3] who does not read its pongs is not read until it has, whatever its peer says", () => {
  const { socket, calls } = opened({ buffered: 2, mayPing: false });
  socket.pinged();
  socket.resume();
  expect(calls).toEqual(["pause"]);
  socket.drained();
  socket.drained();
  expect(calls).toEqual(["pause", "resume"]);
  socket.pinged();
  socket.pause();
  socket.drained();
  expect(calls).toEqual(["pause", "resume", "pause", "pause"]);
  socket.resume();
  expect(calls.at(-1)).toBe("resume");
});

test("[PE3] a ping that its peer takes, or whose pong has left, holds nobody back", () => {
  for (const options of [{ buffered: 2 }, { mayPing: false }]) {
    const { socket, calls } = opened(options);
    socket.pinged();
    expect(calls).toEqual([]);
  }
});
