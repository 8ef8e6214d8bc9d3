import { expect, test } from "vitest";

import { enter, firstWord, knock, KnownPeer, lastWord, outcome } from "../../fixtures/known.ts";
import { gate, OpenRoom } from "../../fixtures/open.ts";
import { accept, createParlor, type Duplicates, type JoinData, refuse } from "../index.ts";
import { type TestServer, testServer } from "../testing/index.ts";

type Verdict = Awaited<ReturnType<OpenRoom["onJoin"]>>;

function serverOf(duplicates: Duplicates, room: typeof OpenRoom = OpenRoom): Promise<TestServer> {
  return testServer({ peer: KnownPeer, rooms: [{ name: "room", room, duplicates }] });
}

async function identities(server: TestServer): Promise<unknown[] | undefined> {
  const members = await server.parlor.rooms.get("room")?.members();
  return members?.map(({ metadata }) => metadata);
}

test("[DU1] unless it says otherwise, a room lets an identity in as often as it comes", async () => {
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: OpenRoom }] });
  const [first, second] = [await enter(server, "ann"), await enter(server, "ann")];
  await first.expect("joined");
  for (const client of [first, second]) await client.expectNothing();
});

test("[DU1] who has no identity is the same as nobody, whatever the room says", async () => {
  for (const duplicates of ["replace", "reject"] as const) {
    await using server = await serverOf(duplicates);
    const first = await server.join("/socket/room");
    await server.join("/socket/room");
    await first.expect("joined");
    await first.expectNothing();
  }
});

test("[DU2] replace: the newcomer takes the former self's place, left before joined", async () => {
  await using server = await serverOf("replace");
  const [watcher, old] = [await enter(server, "watcher"), await enter(server, "ann")];
  await watcher.expect("joined");
  const back = await knock(server, "ann");
  expect((await back.expect("authenticated")).data).toMatchObject({ peers: [{ metadata: "watcher" }] });
  expect(await lastWord(old)).toEqual({ code: "replaced", details: null, close: 4409 });
  expect((await watcher.expect("left")).data).toEqual({ peer_id: old.id, reason: "replaced" });
  expect((await watcher.expect("joined")).from).toBe(back.id);
  for (const client of [watcher, back]) await client.expectNothing();
});

/** Lets everybody in once, and then says whom it sees. */
class StrictRoom extends OpenRoom {
  readonly #seen = new Set<unknown>();
  override onJoin({ identity }: JoinData): Verdict {
    if (!this.#seen.has(identity)) return this.#seen.add(identity) && accept();
    this.send({ event: "asked", data: null, to: "all" });
    return refuse(this.members.map(({ metadata }) => metadata));
  }
}

test("[DU2] replace: onJoin sees a room without the former self, who notices nothing if the newcomer is refused", async () => {
  await using server = await serverOf("replace", StrictRoom);
  const watcher = await enter(server, "watcher");
  const old = await enter(server, "ann");
  expect(await lastWord(await knock(server, "ann"))).toMatchObject({ code: "join_refused", details: ["watcher"] });
  await old.expect("asked");
  old.say("still here", null, "all");
  await watcher.expect("joined");
  await watcher.expect("asked");
  expect((await watcher.expect("still here")).from).toBe(old.id);
  for (const client of [watcher, old]) await client.expectNothing();
  expect(await identities(server)).toEqual(["watcher", "ann"]);
  expect(server.events.map(({ type }) => type)).not.toContain("peer_left");
});

test("[DU2] replace: a newcomer that is banned while onJoin judges it takes nobody's place", async () => {
  const [asked, decided] = [gate(), gate()];
  let joins = 0;
  class Slow extends OpenRoom {
    override async onJoin(): Promise<Verdict> {
      if (joins++ === 0) return accept();
      asked.open();
      await decided.opened;
      return accept();
    }
  }
  await using server = await serverOf("replace", Slow);
  const old = await enter(server, "ann");
  const newcomer = await knock(server, "ann");
  await asked.opened;
  server.parlor.bans.add({ identity: "ann", room: "room" });
  decided.open();
  for (const client of [old, newcomer]) expect(await lastWord(client)).toMatchObject({ code: "removed" });
  expect(await identities(server)).toEqual([]);
});

test("[DU2] replace: onJoin may take the place itself, and the former self leaves once", async () => {
  const first: string[] = [];
  const replaced: boolean[] = [];
  class Own extends OpenRoom {
    override onJoin({ peerId }: JoinData): Verdict {
      for (const former of first) replaced.push(this.replace(former), this.replace(former));
      first.push(peerId);
      return accept();
    }
  }
  await using server = await serverOf("replace", Own);
  const old = await enter(server, "ann");
  await enter(server, "ann");
  expect(await lastWord(old)).toMatchObject({ code: "replaced" });
  expect(replaced).toEqual([true, false]);
  expect(server.events.filter(({ type }) => type === "peer_left")).toHaveLength(1);
});

test("[DU3] reject: who is there already hears so, may come back later, and nobody else notices", async () => {
  const asked: unknown[] = [];
  class Asking extends OpenRoom {
    override onJoin({ identity }: JoinData): Verdict {
      asked.push(identity);
      return accept();
    }
  }
  await using server = await serverOf("reject", Asking);
  const [watcher, ann] = [await enter(server, "watcher"), await enter(server, "ann")];
  await watcher.expect("joined");
  const second = await knock(server, "ann");
  expect(await lastWord(second)).toEqual({ code: "already_joined", details: null, close: 4423 });
  for (const client of [watcher, ann]) await client.expectNothing();
  expect(asked).toEqual(["watcher", "ann"]);
  expect(await server.event("peer_refused")).toMatchObject({ room: "room", code: "already_joined", details: null });
  await ann.close();
  expect(await outcome(server, "ann")).toBe("authenticated");
});

test("[DU3] reject: a former self whose client has gone is in nobody's way, also if it has not left yet", async () => {
  const [asked, decided] = [gate(), gate()];
  class Slow extends OpenRoom {
    override async onJoin({ identity }: JoinData): Promise<Verdict> {
      if (identity === "slow") {
        asked.open();
        await decided.opened;
      }
      return accept();
    }
  }
  await using server = await serverOf("reject", Slow);
  const [watcher, old] = [await enter(server, "watcher"), await enter(server, "ann")];
  await watcher.expect("joined");
  await knock(server, "slow");
  await asked.opened;
  // before the former self leaves, in the room's order
  const back = await knock(server, "ann");
  await old.vanish();
  decided.open();
  expect((await back.expect("authenticated")).data).toMatchObject({
    peers: [{ metadata: "watcher" }, { metadata: "slow" }],
  });
  await watcher.expect("joined");
  expect((await watcher.expect("left")).data).toMatchObject({ peer_id: old.id });
  expect((await watcher.expect("joined")).from).toBe(back.id);
  await watcher.expectNothing();
});

/** A room that takes its time with everybody, so that many wait for it. */
function slowRoom(decided: Promise<void>): typeof OpenRoom {
  return class extends OpenRoom {
    override async onJoin(): Promise<Verdict> {
      await decided;
      return accept();
    }
  };
}

test("[DU4] of those who race for a room that replaces, the last one stays", async () => {
  const decided = gate();
  await using server = await serverOf("replace", slowRoom(decided.opened));
  const racing = [await knock(server, "ann"), await knock(server, "ann"), await knock(server, "ann")];
  decided.open();
  expect(await Promise.all(racing.map((client) => firstWord(client)))).toEqual(Array(3).fill("authenticated"));
  expect(await identities(server)).toEqual(["ann"]);
  const [first, second, last] = racing;
  expect([await first?.closed, await second?.closed]).toMatchObject([{ code: 4409 }, { code: 4409 }]);
  await last?.expectNothing();
});

test("[DU4] of those who race for a room that rejects, the first one stays", async () => {
  const decided = gate();
  await using server = await serverOf("reject", slowRoom(decided.opened));
  const racing = [await knock(server, "ann"), await knock(server, "ann"), await knock(server, "ann")];
  decided.open();
  expect(await Promise.all(racing.map((client) => firstWord(client)))).toEqual([
    "authenticated",
    "already_joined",
    "already_joined",
  ]);
  expect(await identities(server)).toEqual(["ann"]);
  await racing[0]?.expectNothing();
});

test("[DU5] a room on demand decides so too, also after a crash", async () => {
  class Fragile extends OpenRoom {
    override onForward(message: Parameters<OpenRoom["onForward"]>[0]): typeof message {
      if (message.event === "crash") throw new Error("bug");
      return message;
    }
  }
  await using server = await testServer({
    peer: KnownPeer,
    onMissingRoom: () => ({ room: Fragile, duplicates: "reject" }),
  });
  const ann = await enter(server, "ann");
  expect(await outcome(server, "ann")).toBe("already_joined");
  ann.say("crash", null, "all");
  await ann.closed;
  await enter(server, "ann");
  expect(await outcome(server, "ann")).toBe("already_joined");
});

test("[DU5] what is no such policy is refused: at the start, and as a failure of onMissingRoom", async () => {
  const duplicates = "often" as Duplicates;
  const message = 'duplicates: expected "allow", "replace" or "reject", got often';
  const rooms = [{ name: "room", room: OpenRoom, duplicates }] as const;
  expect(() => createParlor({ peer: KnownPeer, rooms })).toThrow(
    expect.objectContaining({ code: "invalid_option", message }),
  );
  await using server = await testServer({ peer: KnownPeer, onMissingRoom: () => ({ room: OpenRoom, duplicates }) });
  expect(await outcome(server, "ann")).toBe("internal");
});
