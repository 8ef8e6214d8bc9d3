import { expect, test } from "vitest";

import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { createParlor, type Parlor } from "../index.ts";
import type { BunConnection, BunServer } from "./bun-api.ts";
import { BunSockets } from "./bun-sockets.ts";

// What needs no Bun; the rest is in test/bun.

const VERSION = "1.4.4";
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

function parlor(maxFrameBytes?: number): Parlor {
  const rooms = [{ name: "room", room: OpenRoom }] as const;
  return createParlor({ peer: OpenPeer, rooms, ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }) });
}

function upgrade(path: string, headers: Readonly<Record<string, string>> = {}): Request {
  const all = { upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": KEY, ...headers };
  return new Request(`http://localhost${path}`, { headers: all });
}

/** A server whose clients have gone by the time that they are let in; notes what they would have been told. */
function emptyServer(): { readonly server: BunServer; readonly answers: Readonly<Record<string, string>>[] } {
  const answers: Readonly<Record<string, string>>[] = [];
  const server: BunServer = {
    protocol: "http",
    requestIP: () => null,
    upgrade: (_request, { headers }: { readonly data: BunConnection; readonly headers: Record<string, string> }) => {
      answers.push(headers);
      return false;
    },
  };
  return { server, answers };
}

test.for([["1.4.3"], ["1.3.99"], ["0.9.0"], ["1"], [""]])("Bun %s is too old", ([version]) => {
  expect(() => new BunSockets(version)).toThrow(/expected Bun 1\.4\.4 or newer/u);
});

test.for([["1.4.4"], ["1.4.10"], ["1.5.0-canary.1"], ["2.0.0"]])("Bun %s will do", ([version]) => {
  expect(() => new BunSockets(version)).not.toThrow();
});

test("BunSockets says so where there is no Bun", () => {
  expect(() => new BunSockets(undefined)).toThrow(expect.objectContaining({ code: "invalid_option" }));
});

test("[TR6] Bun's one bound is the largest of the Parlors served before it is asked for, and no smaller than the default", async () => {
  for (const [sizes, bound] of [
    [[], 65_536],
    [[100], 65_536],
    [[100, 200_000, 70_000], 200_000],
  ] as const) {
    const sockets = new BunSockets(VERSION);
    for (const [index, size] of sizes.entries()) parlor(size).serve(sockets.at(`/${index}/:room`));
    expect(sockets.websocket.maxPayloadLength).toBe(bound);
    expect(sockets.websocket).toBe(sockets.websocket);
    parlor().serve(sockets.at("/late/:room"));
    expect(() => parlor(200_001).serve(sockets.at("/more/:room"))).toThrow(/before Bun\.serve/u);
  }
});

test("[TR7] a path leads to one Parlor, and is free again when that takes no more upgrades", async () => {
  const sockets = new BunSockets(VERSION);
  const { server } = emptyServer();
  const stop = parlor().serve(sockets.at("/chat/:room"));
  expect(() => parlor().serve(sockets.at("/chat/:name"))).toThrow(expect.objectContaining({ code: "path_taken" }));
  expect(() => parlor().serve(sockets.at("chat"))).toThrow(expect.objectContaining({ code: "invalid_option" }));
  expect(sockets.take(upgrade("/chat/room"), server)).toBeInstanceOf(Promise);
  expect(sockets.take(new Request("http://localhost/chat/room"), server)).toBeNull();
  expect(sockets.take(upgrade("/other"), server)).toBeNull();
  stop();
  expect(sockets.take(upgrade("/chat/room"), server)).toBeNull();
  const nowhere = await sockets.fetch(upgrade("/chat/room"), server);
  expect([nowhere?.status, await nowhere?.json()]).toMatchObject([404, { code: "no_such_path" }]);
});

test("[FT2] our own subprotocol is selected or none, where Bun would take the first: that may be a token", async () => {
  const sockets = new BunSockets(VERSION);
  const { server, answers } = emptyServer();
  parlor().serve(sockets.at("/chat/:room"));
  for (const offered of ["parlor.token.e30", "parlor.token.e30, parlor.1", "chat"])
    await sockets.take(upgrade("/chat/room", { "sec-websocket-protocol": offered }), server);
  await sockets.take(upgrade("/chat/room"), server);
  expect(answers.map((headers) => headers["Sec-WebSocket-Protocol"])).toEqual(["", "parlor.1", "", ""]);
});

test("[AD9] a client that has gone while it was judged is no peer any more", async () => {
  const sockets = new BunSockets(VERSION);
  const { server } = emptyServer();
  const gone = parlor();
  gone.serve(sockets.at("/chat/:room"));
  expect(await sockets.take(upgrade("/chat/room"), server)).toBeUndefined();
  await gone.close();
  expect(gone.peers.size).toBe(0);
});
