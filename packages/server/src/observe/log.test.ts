import { pino } from "pino";
import { expect, test } from "vitest";

import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { logTo } from "../index.ts";
import { testServer } from "../testing/index.ts";

test("[OB3] becomes pino's lines: the type is the message, an error is an err with its cause", async () => {
  const lines: { level: number; msg: string; [field: string]: unknown }[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  class Broken extends OpenRoom {
    override onForward(): never {
      throw new TypeError("x is undefined");
    }
  }
  await using server = await testServer({
    peer: OpenPeer,
    rooms: [{ name: "room", room: Broken }],
    observe: logTo(logger),
  });
  const client = await server.connect("/socket/room?name=hunter2", { cookie: "credentials=hunter2" });
  if ("closed" in client) await client.closed;
  expect(lines.map(({ level, msg, room }) => [level, msg, room])).toContainEqual([30, "peer_joined", "room"]);
  const failed = lines.find(({ msg }) => msg === "hook_failed");
  expect(failed).toMatchObject({
    level: 50,
    err: { type: "HookError", message: expect.stringContaining("x is undefined") },
  });
  expect(JSON.stringify(lines)).not.toContain("hunter2");
});
