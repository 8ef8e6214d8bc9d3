import { afterEach, expect, test, vi } from "vitest";

import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { accept, type AuthData, refuse } from "../index.ts";
import { TestClient, type TestServer, testServer } from "../testing/index.ts";

afterEach(() => void vi.useRealTimers());

type Verdict = Awaited<ReturnType<OpenRoom["onJoin"]>>;
type Forwarded = Parameters<OpenRoom["onForward"]>[0];

/** A room in which everybody may be once, by their name. */
class OnceEach extends OpenRoom {
  override onJoin({ metadata }: AuthData): Verdict | Promise<Verdict> {
    for (const member of this.members) if (member.metadata === metadata) this.replace(member.peer_id);
    return accept();
  }
}

function serverOf(room: typeof OpenRoom): Promise<TestServer> {
  return testServer({ peer: OpenPeer, rooms: [{ name: "room", room }] });
}

function join(server: TestServer, name: string): Promise<TestClient> {
  return server.join(`/socket/room?name=${name}`);
}

/** Connects without waiting for the room's decision. */
async function knock(server: TestServer, name: string): Promise<TestClient> {
  const client = await server.connect(`/socket/room?name=${name}`);
  if (!(client instanceof TestClient)) throw new Error(JSON.stringify(client));
  return client;
}

/** Somebody who watches, and somebody who will be replaced. */
async function two(server: TestServer): Promise<[TestClient, TestClient]> {
  const [watcher, old] = [await join(server, "watcher"), await join(server, "ann")];
  await watcher.expect("joined");
  return [watcher, old];
}

test("[RM13] who comes again takes the former self's place: out at once, left before joined", async () => {
  const log: string[] = [];
  class Logging extends OnceEach {
    override onJoin(auth: AuthData): ReturnType<OnceEach["onJoin"]> {
      const before = this.members.length;
      const verdict = super.onJoin(auth);
      log.push(`onJoin ${before} to ${this.members.length}`);
      return verdict;
    }
    override onLeave(peerId: string): void {
      log.push(`onLeave ${this.members.length} ${this.members.some(({ peer_id }) => peer_id === peerId)}`);
    }
    override onForward(message: Forwarded): Forwarded {
      log.push(message.event);
      return message;
    }
  }
  await using server = await serverOf(Logging);
  const [watcher, old] = await two(server);
  const back = await knock(server, "ann");
  const { data } = await back.expect("authenticated");
  expect(data).toEqual({ peer_id: back.id, room: "room", peers: [{ peer_id: watcher.id, metadata: "watcher" }] });
  const left = { event: "left", data: { peer_id: old.id, reason: "replaced" }, from: null, to: "all" };
  expect(await watcher.next()).toEqual(left);
  expect((await watcher.expect("joined")).from).toBe(back.id);
  await watcher.expectNothing();
  await back.expectNothing();
  expect(log.slice(4)).toEqual(["onJoin 2 to 1", "onLeave 1 false", "left", "joined"]);
});

test("[RM14] the client of a replaced member is told so, closed with 4409, and has left once", async () => {
  await using server = await serverOf(OnceEach);
  const [old, back] = [await join(server, "ann"), await join(server, "ann")];
  const description = "Replaced by a newer connection";
  expect((await old.expect("error")).data).toEqual({ code: "replaced", description, details: null });
  expect(await old.closed).toEqual({ code: 4409, reason: "replaced" });
  expect(await server.event("peer_ended")).toMatchObject({ peerId: old.id, code: "replaced" });
  expect(server.events.filter(({ type }) => type === "peer_left")).toEqual([
    { type: "peer_left", peerId: old.id, room: "room", reason: "replaced" },
  ]);
  expect(await server.parlor.rooms.get("room")?.members()).toEqual([{ peer_id: back.id, metadata: "ann" }]);
});

test("[RM14] what a replaced member has said and what waits in the room's mailbox is not forwarded", async () => {
  const decided = gate();
  const seen: string[] = [];
  class Slow extends OnceEach {
    override async onJoin(auth: AuthData): Promise<Verdict> {
      if (auth.metadata === "slow") await decided.opened;
      return super.onJoin(auth);
    }
    override onForward(message: Forwarded): Forwarded {
      seen.push(message.event);
      return message;
    }
  }
  await using server = await serverOf(Slow);
  const [watcher, old] = await two(server);
  const slow = await knock(server, "slow");
  const back = await knock(server, "ann");
  // behind the newcomer
  old.say("too late", 1, "all");
  decided.open();
  expect((await watcher.expect("joined")).from).not.toBe(old.id);
  await watcher.expect("left");
  await watcher.expect("joined");
  await back.expect("authenticated");
  for (const client of [watcher, back]) await client.expectNothing();
  expect(slow.takeAll().map(({ event }) => event)).toEqual(["authenticated", "left", "joined"]);
  expect(seen).toEqual(["joined", "joined", "joined", "left", "joined"]);
  expect(await server.event("message_dropped")).toMatchObject({ from: old.id, event: "too late", by: "replace" });
});

test("[RM14] nor what waits in its own mailbox, or behind its own slow hook", async () => {
  const looked = gate();
  class SlowPeer extends OpenPeer {
    override async onReceive(message: Parameters<OpenPeer["onReceive"]>[0]): Promise<typeof message> {
      await looked.opened;
      return message;
    }
  }
  await using server = await testServer({ peer: SlowPeer, rooms: [{ name: "room", room: OnceEach }] });
  const [watcher, old] = await two(server);
  old.say("judged", 1, "all");
  old.say("waiting", 2, "all");
  await join(server, "ann");
  looked.open();
  await server.event("peer_ended");
  await watcher.expect("left");
  await watcher.expect("joined");
  await watcher.expectNothing();
});

test("[RM14] nor the message in whose hook its sender is replaced", async () => {
  class Strict extends OpenRoom {
    override async onForward(message: Forwarded): Promise<Forwarded> {
      await Promise.resolve();
      if (message.event === "replace me" && message.from !== null) this.replace(message.from);
      return message;
    }
  }
  await using server = await serverOf(Strict);
  const [watcher, old] = await two(server);
  old.say("replace me", 1, "all");
  expect((await watcher.expect("left")).data).toEqual({ peer_id: old.id, reason: "replaced" });
  await watcher.expectNothing();
});

test("[RM15] a hook that takes its time replaces at once; the others hear of it when it is through", async () => {
  const [replaced, decided] = [gate(), gate()];
  class Slow extends OnceEach {
    override async onJoin(auth: AuthData): Promise<Verdict> {
      await Promise.resolve();
      const before = this.members.length;
      const verdict = await super.onJoin(auth);
      if (this.members.length === before) return verdict;
      replaced.open();
      await decided.opened;
      return verdict;
    }
    override async onLeave(): Promise<void> {
      await Promise.resolve();
    }
  }
  await using server = await serverOf(Slow);
  const [watcher, old] = await two(server);
  const back = await knock(server, "ann");
  await replaced.opened;
  expect(await old.closed).toMatchObject({ code: 4409 });
  expect(watcher.takeAll()).toEqual([]);
  decided.open();
  expect((await back.expect("authenticated")).data).toMatchObject({ peers: [{ peer_id: watcher.id }] });
  expect((await watcher.expect("left")).data).toEqual({ peer_id: old.id, reason: "replaced" });
  expect((await watcher.expect("joined")).from).toBe(back.id);
  await watcher.expectNothing();
});

test("[RM15] who has been replaced stays out, also if the newcomer is refused", async () => {
  class Strict extends OnceEach {
    override async onJoin(auth: AuthData): Promise<Verdict> {
      const before = this.members.length;
      const verdict = await super.onJoin(auth);
      return this.members.length < before ? refuse("not today") : verdict;
    }
  }
  await using server = await serverOf(Strict);
  const [watcher, old] = await two(server);
  const back = await knock(server, "ann");
  expect((await back.expect("error")).data).toMatchObject({ code: "join_refused", details: "not today" });
  expect((await watcher.expect("left")).data).toEqual({ peer_id: old.id, reason: "replaced" });
  await watcher.expectNothing();
  expect(await server.parlor.rooms.get("room")?.members()).toHaveLength(1);
});

test("[RM15] several can be replaced; a second time, an unknown id or one's own is false and does nothing", async () => {
  const results: boolean[] = [];
  class Alone extends OpenRoom {
    override onJoin({ peerId, metadata }: AuthData): Verdict {
      if (metadata !== "alone") return accept();
      for (const { peer_id } of this.members) results.push(this.replace(peer_id), this.replace(peer_id));
      results.push(this.replace("nobody"), this.replace(peerId));
      return accept();
    }
  }
  await using server = await serverOf(Alone);
  const [a, b] = [await join(server, "a"), await join(server, "b")];
  const alone = await knock(server, "alone");
  expect((await alone.expect("authenticated")).data).toMatchObject({ peers: [] });
  await alone.expectNothing();
  expect(results).toEqual([true, false, true, false, false, false]);
  for (const client of [a, b]) expect(await client.closed).toMatchObject({ code: 4409 });
});

test("[RM15] who was leaving already is replaced, and leaves once", async () => {
  const decided = gate();
  class Slow extends OnceEach {
    override async onJoin(auth: AuthData): Promise<Verdict> {
      if (auth.metadata === "slow") await decided.opened;
      return super.onJoin(auth);
    }
  }
  await using server = await serverOf(Slow);
  const [watcher, old] = await two(server);
  await knock(server, "slow");
  await knock(server, "ann");
  await old.close();
  decided.open();
  await watcher.expect("joined");
  expect((await watcher.expect("left")).data).toEqual({ peer_id: old.id, reason: "replaced" });
  await watcher.expect("joined");
  await watcher.expectNothing();
  expect(await server.event("peer_ended")).toMatchObject({ peerId: old.id, code: "left" });
});

test("[RM15] in onForward, the others get the message, then left; a newcomer hears of neither the one nor the other", async () => {
  const looking = gate();
  const looked = gate();
  class Moderated extends OpenRoom {
    override async onForward(message: Forwarded): Promise<Forwarded> {
      const [, second] = this.members;
      if (message.event === "replace the second" && second !== undefined) {
        looking.open();
        await looked.opened;
        this.replace(second.peer_id);
      }
      return message;
    }
  }
  await using server = await serverOf(Moderated);
  const [watcher, old] = await two(server);
  const third = await join(server, "third");
  third.say("replace the second", 1, "all");
  await looking.opened;
  const late = await knock(server, "late");
  looked.open();
  expect((await late.expect("authenticated")).data).toMatchObject({
    peers: [{ metadata: "watcher" }, { metadata: "third" }],
  });
  await watcher.expect("joined");
  await watcher.expect("replace the second");
  expect((await watcher.expect("left")).data).toEqual({ peer_id: old.id, reason: "replaced" });
  await watcher.expect("joined");
  for (const client of [watcher, late]) await client.expectNothing();
});

test("[RM15] outside of any hook, as by a timer of the room's own, it happens then and there", async () => {
  const rooms: OpenRoom[] = [];
  class Kept extends OpenRoom {
    override onInit(): void {
      rooms.push(this);
    }
  }
  await using server = await serverOf(Kept);
  const [watcher, old] = await two(server);
  expect(rooms.map((room) => room.replace(old.id))).toEqual([true]);
  expect(watcher.takeAll().map(({ event }) => event)).toEqual(["left"]);
});

test("[RM15] a room whose last member was replaced by somebody it refused is empty", async () => {
  vi.useFakeTimers();
  class Contrary extends OpenRoom {
    override onJoin(): Verdict {
      return this.members.every(({ peer_id }) => !this.replace(peer_id)) ? accept() : refuse();
    }
  }
  await using server = await testServer({
    peer: OpenPeer,
    onMissingRoom: () => ({ room: Contrary, emptyMs: 1000 }),
  });
  await join(server, "ann");
  await (await knock(server, "ann")).expect("error");
  vi.advanceTimersByTime(1000);
  expect(server.parlor.rooms.size).toBe(0);
});
