import { expect, test } from "vitest";
import { accept, type AuthData, type ClientEvent, DROP, type JoinRequest, Peer, refuse, type Refusal, Room, type RoomMessage, type UpgradeRequest } from "./index.ts";
import { testServer, TestClient } from "./testing/index.ts";

interface App { credentials: { name: string }; metadata: { name: string }; events: { chat: string } }
class P extends Peer<App> {
  override parseRequest(r: UpgradeRequest): JoinRequest<App> | Refusal {
    const room = r.params["room"];
    if (room === undefined) return refuse("no room");
    return { room, credentials: { name: "x" }, metadata: { name: r.query.get("name") ?? "?" } };
  }
  override onInit() { return accept({ metadata: { name: "verified" } }); }
}
class R extends Room<App & { options: { maxPeers: number } }> {
  #max = 0;
  override onInit(o: { maxPeers: number }) { this.#max = o.maxPeers; }
  override onJoin(_auth: AuthData<App>) { return this.members.length < this.#max ? accept() : refuse("room_is_full"); }
  override onForward(m: RoomMessage<App>) { if (m.event === "chat" && m.data === "drop") return DROP; return m; }
}
test.for(["memory", "ws"] as const)("talks over %s", async (transport) => {
  await using server = await testServer({ peer: P, rooms: [{ name: "room", room: R, options: { maxPeers: 2 } }] }, transport);
  const a = await server.join("/socket/room?name=a");
  const b = await server.join("/socket/room?name=b");
  expect(await a.next()).toMatchObject({ event: "joined", from: b.id, data: { peer_id: b.id, metadata: { name: "verified" } } });
  b.say("chat", "hi", "all");
  expect(await a.next()).toEqual({ event: "chat", data: "hi", from: b.id, to: "all" });
  b.say("chat", "drop", "all");
  await b.expectNothing();
  const c = await server.connect("/socket/room");
  expect(c).toBeInstanceOf(TestClient);
  if (c instanceof TestClient) { expect(await c.next()).toMatchObject({ event: "error", data: { code: "join_refused", details: "room_is_full" } }); expect(await c.closed).toEqual({ code: 4403, reason: "join_refused" }); }
  expect(await server.connect("/socket/nope")).toMatchObject({ status: 404 });
  expect(await server.connect("/socket")).toMatchObject({ status: 400, body: { details: "no room" } });
  await b.close();
  expect(await a.next()).toMatchObject({ event: "left", data: { peer_id: b.id } });
  await server.parlor.close();
  expect(await a.next()).toMatchObject({ event: "error", data: { code: "going_away" } });
});
