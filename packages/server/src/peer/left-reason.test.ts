import { afterEach, expect, test, vi } from "vitest";

import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { type TestClient, type TestServer, testServer } from "../testing/index.ts";
import { leftReason } from "./left-reason.ts";

afterEach(() => void vi.useRealTimers());

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

/** What the others hear of a member's end, and what the operator does. */
async function whyLeft(server: TestServer, neighbour: TestClient): Promise<unknown[]> {
  const { data } = await neighbour.expect("left");
  const { reason } = await server.event("peer_left");
  return [(data as { reason: unknown }).reason, reason, (await server.event("peer_ended")).code];
}

async function two(server: TestServer): Promise<[TestClient, TestClient]> {
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await a.expect("joined");
  return [a, b];
}

test.for([1000, 1001, 1005])("[PE9] a client that closes with %i has said goodbye: closed", async (code) => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const [a, b] = await two(server);
  await b.close(code);
  expect(await whyLeft(server, a)).toEqual(["closed", "closed", "left"]);
});

test.for([1002, 1006, 1011, 3000, 4000, 4403])("[PE10] a client that closes with %i is lost", async (code) => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const [a, b] = await two(server);
  await b.close(code);
  expect(await whyLeft(server, a)).toEqual(["lost", "lost", "lost"]);
});

test("[PE10] a client that is gone without a word is lost", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const [a, b] = await two(server);
  expect(await b.vanish()).toEqual({ code: 1006, reason: "" });
  expect(await whyLeft(server, a)).toEqual(["lost", "lost", "lost"]);
});

test("[PE10] a client of which nothing is heard, and one that does not read, are lost", async () => {
  vi.useFakeTimers();
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, maxOutboundBytes: 1000 });
  const a = await server.join("/socket/room");
  const { client: silent, socket } = await server.connectByHand("/socket/room");
  await silent.expect("authenticated");
  await a.expect("joined");
  socket.toServer.hold();
  vi.advanceTimersByTime(45_000);
  expect((await a.expect("left")).data).toEqual({ peer_id: silent.id, reason: "lost" });

  const { client: slow, socket: stuck } = await server.connectByHand("/socket/room");
  await slow.expect("authenticated");
  await a.expect("joined");
  stuck.toClient.hold();
  for (let count = 0; count < 3; count++) a.say("news", "x".repeat(1000), "all");
  expect((await a.expect("left")).data).toEqual({ peer_id: slow.id, reason: "lost" });
  vi.advanceTimersByTime(5000);
});

test.for<[string, (server: TestServer, client: TestClient) => unknown]>([
  ["removed by its room", (server, { id }) => server.parlor.rooms.get("room")?.remove(id)],
  ["stopped", (server, { id }) => server.parlor.peers.get(id)?.stop()],
  ["flooding", (_server, client) => Array.from({ length: 200 }, () => client.sayRaw("ping"))],
  ["sending binary frames", (_server, client) => client.sayBinary()],
  ["sending too much at once", (_server, client) => client.sayRaw("x".repeat(70_000))],
  ["failing a hook", (_server, client) => client.say("fail", null, "all")],
])("[PE11] who is ended by the server, for %s, is removed", async ([, end]) => {
  class Failing extends OpenPeer {
    override onReceive(message: Parameters<OpenPeer["onReceive"]>[0]): typeof message {
      if (message.event === "fail") throw new Error("bug");
      return message;
    }
  }
  const rateLimit = { burst: 50, strikes: 50 };
  await using server = await testServer({ peer: Failing, rooms: ROOMS, rateLimit });
  const [a, b] = await two(server);
  await end(server, b);
  expect((await a.expect("left")).data).toEqual({ peer_id: b.id, reason: "removed" });
  expect(await server.event("peer_left")).toMatchObject({ peerId: b.id, reason: "removed" });
});

test("a peer that has been replaced has left as such", () => {
  expect(leftReason("replaced")).toBe("replaced");
});

test("[PE11] who is in a room that ends is removed, as far as anybody hears of it", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  await server.join("/socket/room");
  await server.parlor.rooms.get("room")?.stop();
  expect(await server.event("peer_left")).toMatchObject({ reason: "removed" });
});

test.for([
  ["closes", "closed", (client: TestClient) => client.close()],
  ["vanishes", "lost", (client: TestClient) => client.vanish()],
] as const)("[PE7] what a client said before it %s is not lost, and comes before left", async ([, reason, go]) => {
  const looked = gate();
  class Slow extends OpenPeer {
    override async onReceive(message: Parameters<OpenPeer["onReceive"]>[0]): Promise<typeof message> {
      await looked.opened;
      return message;
    }
  }
  await using server = await testServer({ peer: Slow, rooms: ROOMS });
  const [a, b] = await two(server);
  b.say("first", 1, "all");
  b.say("last", 2, "all");
  await go(b);
  looked.open();
  await a.expect("first");
  await a.expect("last");
  expect((await a.expect("left")).data).toEqual({ peer_id: b.id, reason });
});
