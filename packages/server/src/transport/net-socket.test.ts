import { expect, test } from "vitest";

import { BareServer, turn } from "../../fixtures/bare-server.ts";
import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { frame } from "../../fixtures/raw-client.ts";
import { Frame } from "../room/frame.ts";
import { testServer } from "../testing/index.ts";
import { nodeNet } from "./node-net.ts";

test("[TR8] what waits for the turn's end counts as buffered, and is written before a close", async () => {
  await using server = await BareServer.listen(nodeNet);
  const line = await server.connect();
  await turn();
  line.socket.send(new Frame("hello"));
  line.socket.ping();
  line.socket.send(new Frame("all", true));
  expect(line.socket.bufferedBytes).toBe(5 + 2 + 5);
  line.socket.close(4000, "enough");
  expect(line.socket.bufferedBytes).toBe(0);
  line.socket.send(new Frame("too late"));
  line.socket.ping();
  line.client.end();
  await line.gone();
  expect(line.back).toEqual(["text hello", "ping ", "text all", "close 4000", "end"]);
});

test("[TR8] a lot leaves at once", async () => {
  await using server = await BareServer.listen(nodeNet);
  const line = await server.connect();
  await turn();
  line.socket.send(new Frame("x".repeat(60_000)));
  expect(line.socket.bufferedBytes).toBe(60_000);
  line.socket.send(new Frame("x".repeat(10_000)));
  expect(line.socket.bufferedBytes).toBe(line.wire.writableLength);
  line.client.resetAndDestroy();
  await line.ended;
});

test("[TR8] net: a burst to a client that reads is no slow reader", async () => {
  await using server = await testServer(
    { peer: OpenPeer, rooms: [{ name: "room", room: OpenRoom }], maxOutboundBytes: 300_000 },
    "net",
  );
  const client = await server.join("/socket/room");
  const handle = server.parlor.peers.get(client.id);
  for (let count = 0; count < 20; count++) handle?.send("burst", "x".repeat(60_000));
  for (let count = 0; count < 20; count++) await client.expect("burst");
});

test("[PE8] a paused socket tells nothing more, also not of what came in the same chunk, and goes on where it stopped", async () => {
  const texts = ["one", "two", "three"];
  await using server = await BareServer.listen(nodeNet);
  const line = await server.connect({
    behaviour: (told, socket) => {
      if (told.startsWith("text")) socket.pause();
    },
  });
  await line.send(Buffer.concat(texts.map((text) => frame(0x81, text))));
  const told: string[] = [];
  for (const text of texts) {
    told.push(`text ${text}`);
    expect(line.told).toEqual(told);
    line.socket.resume();
    await turn();
  }
  line.client.end();
  await line.gone();
});

test("[TR13] a socket that is closed because of a ping does not answer it any more", async () => {
  await using server = await BareServer.listen(nodeNet);
  const line = await server.connect({
    behaviour: (told, socket) => {
      if (told === "ping") socket.close(4000, "");
    },
  });
  await line.send(frame(0x89, "x"));
  line.client.end();
  await line.gone();
  expect(line.back).toEqual(["close 4000", "end"]);
});
