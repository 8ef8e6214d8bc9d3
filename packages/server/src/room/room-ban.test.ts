import { expect, test } from "vitest";

import { enter, knock, KnownPeer, lastWord, outcome } from "../../fixtures/known.ts";
import { OpenRoom } from "../../fixtures/open.ts";
import { accept, type JoinData } from "../index.ts";
import { type TestServer, testServer } from "../testing/index.ts";

type Verdict = Awaited<ReturnType<OpenRoom["onJoin"]>>;
type Forwarded = Parameters<OpenRoom["onForward"]>[0];

/** Bans whom a message names, in the words of the message: for tests only. */
class Moderated extends OpenRoom {
  override onForward(message: Forwarded): Forwarded {
    if (message.event !== "ban") return message;
    try {
      this.ban(...(message.data as Parameters<OpenRoom["ban"]>));
    } catch (error) {
      this.send({ event: "wrong", data: error instanceof TypeError ? error.message : null, to: "all" });
    }
    return message;
  }
}

function moderated(): Promise<TestServer> {
  return testServer({
    peer: KnownPeer,
    rooms: [
      { name: "room", room: Moderated },
      { name: "other", room: OpenRoom },
    ],
  });
}

test("[BN1] a room bans somebody who has left", async () => {
  await using server = await moderated();
  const [moderator, ann] = [await enter(server, "moderator"), await enter(server, "ann")];
  await ann.close();
  await moderator.expect("joined");
  await moderator.expect("left");
  moderator.say("ban", ["ann"], [moderator.id]);
  await moderator.expect("ban");
  expect(await lastWord(await knock(server, "ann"))).toMatchObject({ code: "banned", close: 4403 });
  expect(await outcome(server, "ann", "other")).toBe("authenticated");
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: null }]);
  expect(server.events.map(({ type }) => type)).not.toContain("peer_banned");
});

test("[BN1] and all connections of somebody who is there, for as long as it says", async () => {
  await using server = await moderated();
  const moderator = await enter(server, "moderator");
  const [first, second] = [await enter(server, "ann"), await enter(server, "ann")];
  const elsewhere = await enter(server, "ann", "other");
  const before = Date.now();
  moderator.say("ban", ["ann", { forMs: 60_000 }], [moderator.id]);
  for (const client of [first, second]) {
    expect(await lastWord(client)).toEqual({ code: "removed", details: null, close: 4403 });
  }
  await elsewhere.expectNothing();
  const [ban] = server.parlor.bans.list();
  expect(ban?.until).toBeGreaterThanOrEqual(before + 60_000);
  expect(await server.event("peer_banned")).toMatchObject({ peerId: first.id, room: "room", until: ban?.until });
  expect(server.events.filter(({ type }) => type === "peer_banned")).toHaveLength(1);
});

test("[BN1] a newcomer that is banned in its onJoin is not let in, whatever that says", async () => {
  class Strict extends OpenRoom {
    override onJoin({ identity }: JoinData): Verdict {
      if (identity !== null) this.ban(identity);
      return accept();
    }
  }
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Strict }] });
  expect(await outcome(server, "ann")).toBe("banned");
});

test.for([
  ["no identity", []],
  ["an empty one", [""]],
  ["a null one", [null]],
  ["a time without a name", ["ann", 1000]],
  ["a name that is none", ["ann", { for: 1000 }]],
  ["no number", ["ann", { forMs: "1000" }]],
  ["null for ever", ["ann", { forMs: null }]],
])("[BN8] %s is no ban: a TypeError for who calls, which does not show it", async ([, ban]) => {
  await using server = await moderated();
  const ann = await enter(server, "ann");
  ann.say("ban", ban, []);
  const told = (await ann.expect("wrong")).data;
  expect(told).toMatch(/^(?:identity|ban|forMs): expected/u);
  expect(told).not.toContain("ann");
  await ann.expectNothing();
  expect(server.parlor.bans.list()).toEqual([]);
});

test("[BN8] a time that is over bans nobody, and ends nobody", async () => {
  await using server = await moderated();
  const ann = await enter(server, "ann");
  ann.say("ban", ["ann", { forMs: 0 }], [ann.id]);
  await ann.expect("ban");
  await ann.expectNothing();
  expect(server.parlor.bans.list()).toEqual([]);
});
