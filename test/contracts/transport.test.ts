import { Room } from "@parlor/server";
import { PARLOR_CLIENT_HEADERS, TestClient } from "@parlor/server/testing";
import { expect, test } from "vitest";

import { gate, OpenPeer, OpenRoom } from "../../packages/server/fixtures/open.ts";
import { testServer, TRANSPORTS } from "./transports.ts";

// What every transport owes the peers behind it. A new transport joins the list and passes as it is.

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

class Greeting extends Room {
  override onForward(message: Parameters<Room["onForward"]>[0]): ReturnType<Room["onForward"]> {
    if (message.event === "count")
      for (let count = 0; count < 500; count++) this.send({ event: "n", data: count, to: "all" });
    return message;
  }
}

for (const transport of TRANSPORTS) {
  test(`[TR1] ${transport}: hands on what the request says`, async () => {
    await using server = await testServer({ peer: OpenPeer, rooms: ROOMS }, transport);
    const client = await server.join("/socket/room?name=ann%20b");
    client.say("hi", null, [client.id]);
    await client.expect("hi");
    expect(await server.parlor.rooms.get("room")?.members()).toEqual([{ peer_id: client.id, metadata: "ann b" }]);
  });

  test(`[TR2] ${transport}: keeps the order of frames both ways, whatever they hold`, async () => {
    await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Greeting }] }, transport);
    const client = await server.join("/socket/room");
    client.say("count", null, []);
    for (let count = 0; count < 500; count++) expect((await client.next()).data).toBe(count);
    const texts = ["", "\u0000", "ü", "\u2028", "👩‍👩‍👧", "x".repeat(60_000)];
    for (const text of texts) client.say("echo", text, [client.id]);
    for (const text of texts) expect((await client.expect("echo")).data).toBe(text);
  });

  test(`[TR3] ${transport}: refuses with HTTP, or on the socket if the client speaks our subprotocol`, async () => {
    await using server = await testServer({ peer: OpenPeer, rooms: ROOMS }, transport);
    expect(await server.connect("/socket/nowhere")).toEqual({
      status: 404,
      body: { code: "no_such_room", description: "No such room", details: null },
    });
    const client = await server.connect("/socket/nowhere", PARLOR_CLIENT_HEADERS);
    expect(client instanceof TestClient && (await client.expect("error")).data).toMatchObject({ code: "no_such_room" });
    expect(client instanceof TestClient && (await client.closed)).toEqual({ code: 4404, reason: "no_such_room" });
  });

  test(`[TR4] ${transport}: closes with the code and the reason, after what was sent before`, async () => {
    await using server = await testServer({ peer: OpenPeer, rooms: ROOMS }, transport);
    const client = await server.join("/socket/room");
    const handle = server.parlor.peers.get(client.id);
    handle?.send("last words", 1);
    handle?.stop({ reason: "bye" });
    await client.expect("last words");
    await client.expect("error");
    expect(await client.closed).toEqual({ code: 4403, reason: "removed" });
    expect(handle?.send("too late", 1)).toBe(false);
  });

  test.for([
    ["closed with 1000", "left", (client: TestClient) => client.close(1000, "enough")],
    ["closed with a code of its own", "lost", (client: TestClient) => client.close(4000, "other")],
    ["vanished without a close frame", "lost", (client: TestClient) => client.vanish()],
  ] as const)(`[TR5] ${transport}: says when the client has gone, and how: %s`, async ([, code, go]) => {
    await using server = await testServer({ peer: OpenPeer, rooms: ROOMS }, transport);
    const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
    await go(b);
    await a.expect("joined");
    await a.expect("left");
    expect(await server.event("peer_ended")).toMatchObject({ peerId: b.id, code });
  });

  test(`[TR5] ${transport}: says so once, also of a client that the server has closed`, async () => {
    await using server = await testServer({ peer: OpenPeer, rooms: ROOMS }, transport);
    const client = await server.join("/socket/room");
    server.parlor.peers.get(client.id)?.stop();
    await client.closed;
    await server.parlor.close();
    expect(server.events.filter(({ type }) => type === "peer_ended")).toMatchObject([{ code: "removed" }]);
  });

  test(`[TR6] ${transport}: tells text from binary, and what is too big`, async () => {
    await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, maxFrameBytes: 100 }, transport);
    const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
    a.sayRaw("ü".repeat(51));
    expect((await a.closed).code).toBe(1009);
    b.sayBinary();
    expect((await b.closed).code).toBe(1003);
  });

  test(`[PE8] ${transport}: holds back a client whose messages wait, and loses none of them`, async () => {
    const looked = gate();
    class Slow extends OpenPeer {
      override async onReceive(message: Parameters<OpenPeer["onReceive"]>[0]): Promise<typeof message> {
        await looked.opened;
        return message;
      }
    }
    const limits = { maxQueuedMessages: 4, rateLimit: false, idleTimeoutMs: 40, heartbeatMs: 10 } as const;
    await using server = await testServer({ peer: Slow, rooms: ROOMS, ...limits }, transport);
    const client = await server.join("/socket/room");
    for (let count = 0; count < 300; count++) client.say("n", [count, "x".repeat(2000)], [client.id]);
    looked.open();
    for (let count = 0; count < 300; count++) expect((await client.next()).data).toMatchObject({ 0: count });
  });

  test(`[TR7] ${transport}: takes no more upgrades when it is told so, and leaves peers alone`, async () => {
    await using server = await testServer({ peer: OpenPeer, rooms: ROOMS }, transport);
    const a = await server.join("/socket/room");
    server.stopListening();
    expect(await server.connect("/socket/room")).toMatchObject({ status: 404 });
    await a.expectNothing();
  });
}
