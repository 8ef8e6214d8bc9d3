import { afterEach, expect, test, vi } from "vitest";

import { enter, KnownPeer, lastWord, outcome } from "../../fixtures/known.ts";
import { gate, OpenRoom } from "../../fixtures/open.ts";
import { accept, type JoinData, type Removal } from "../index.ts";
import { type TestClient, type TestServer, testServer } from "../testing/index.ts";

afterEach(() => void vi.useRealTimers());

type Verdict = Awaited<ReturnType<OpenRoom["onJoin"]>>;
type Forwarded = Parameters<OpenRoom["onForward"]>[0];

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

/** Believes a token that says for how many milliseconds it holds. */
class RenewingPeer extends KnownPeer {
  override onToken(token: string): ReturnType<KnownPeer["onToken"]> {
    return accept({ expiresAt: Date.now() + Number(token) });
  }
}

function open(): Promise<TestServer> {
  return testServer({ peer: KnownPeer, rooms: ROOMS });
}

function removeFrom(server: TestServer, { id }: TestClient, removal: Removal): Promise<boolean> | undefined {
  return server.parlor.rooms.get("room")?.remove(id, removal);
}

test("[BN2] a ban holds until the last of the tokens expires; a longer one that comes then does not help", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  await using server = await open();
  const short = await server.join("/socket/room?id=ann&for=10000");
  await server.join("/socket/room?id=ann&for=30000");
  await removeFrom(server, short, { ban: true });
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: 1_030_000 }]);
  vi.advanceTimersByTime(29_999);
  expect(await outcome(server, "ann")).toBe("banned");
  expect(await outcome(server, "ann&for=999999")).toBe("banned");
  vi.advanceTimersByTime(1);
  expect(await outcome(server, "ann")).toBe("authenticated");
});

test("[BN2] one that never expires keeps its owner out for as long as the server runs", async () => {
  await using server = await open();
  const ann = await server.join("/socket/room?id=ann&for=10000");
  await enter(server, "ann");
  await removeFrom(server, ann, { ban: true });
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: null }]);
});

test("[BN2] the first token counts, also when a shorter one has taken its place", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  await using server = await testServer({ peer: RenewingPeer, rooms: ROOMS });
  const ann = await server.join("/socket/room?id=ann&for=600000");
  for (const token of ["900000", "2000"]) {
    ann.say("authenticate", { token }, []);
    await ann.expect("token_accepted");
  }
  // refused, so nobody gets in with it
  ann.say("authenticate", { token: "0" }, []);
  await ann.expect("error");
  await removeFrom(server, ann, { ban: true });
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: 1_900_000 }]);
});

test("[BN2] one that never expires counts, too", async () => {
  await using server = await testServer({ peer: RenewingPeer, rooms: ROOMS });
  const ann = await enter(server, "ann");
  ann.say("authenticate", { token: "2000" }, []);
  await ann.expect("token_accepted");
  server.parlor.peers.get(ann.id)?.stop({ ban: true });
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: null, until: null }]);
});

test.for([["duplicates", false] as const, ["replace()", true] as const])(
  "[BN2] who takes a former self's place through %s is banned for as long as that one's token holds",
  async ([, isManual]) => {
    vi.useFakeTimers({ now: 1_000_000 });
    class Replacing extends OpenRoom {
      override onJoin({ metadata }: JoinData): Verdict {
        const former = this.members.filter((member) => metadata === "ann" || member.metadata === "bob");
        if (isManual) for (const { peer_id } of former) this.replace(peer_id);
        return accept();
      }
    }
    const duplicates = isManual ? "allow" : "replace";
    await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Replacing, duplicates }] });
    // somebody else's token is not theirs, though they are replaced for them
    await server.join("/socket/room?id=bob&for=900000");
    for (const ms of [600_000, 30_000]) await server.join(`/socket/room?id=ann&for=${ms}`);
    const last = await server.join("/socket/room?id=ann&for=2000");
    await removeFrom(server, last, { ban: true });
    expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: 1_600_000 }]);
  },
);

test("[BN2] so is another self that was there already, if the replacing is done later", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  class Once extends OpenRoom {
    override onForward(message: Forwarded): Forwarded {
      const [first, second] = this.members;
      if (message.event === "joined" && first !== undefined && second !== undefined) this.replace(first.peer_id);
      return message;
    }
  }
  await using server = await testServer({ peer: KnownPeer, rooms: [{ name: "room", room: Once }] });
  const old = await server.join("/socket/room?id=ann&for=600000");
  const ann = await server.join("/socket/room?id=ann&for=2000");
  expect(await lastWord(old)).toMatchObject({ code: "replaced" });
  await removeFrom(server, ann, { ban: true });
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: 1_600_000 }]);
});

test("[BN2] a new token that is looked at while its owner is banned makes the ban last as long, unless it is lifted", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const [asked, judged] = [gate(), gate()];
  class Renewing extends KnownPeer {
    override async onToken(): Promise<Awaited<ReturnType<KnownPeer["onToken"]>>> {
      asked.open();
      await judged.opened;
      return accept({ expiresAt: Date.now() + 999_999 });
    }
  }
  await using server = await testServer({ peer: Renewing, rooms: ROOMS });
  const clients = [
    await server.join("/socket/room?id=ann&for=10000"),
    await server.join("/socket/room?id=bob&for=10000"),
  ];
  for (const client of clients) {
    client.say("authenticate", { token: "new" }, []);
    await asked.opened;
    await removeFrom(server, client, { ban: true });
  }
  server.parlor.bans.lift({ identity: "bob", room: "room" });
  judged.open();
  for (const client of clients) expect(await lastWord(client)).toMatchObject({ code: "removed" });
  await vi.waitFor(() => expect(server.parlor.peers.size).toBe(0));
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: 1_999_999 }]);
  expect(await outcome(server, "ann&for=999999")).toBe("banned");
});

test("[BN2] the same if the ban is over by then", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const [asked, judged] = [gate(), gate()];
  class Renewing extends KnownPeer {
    override async onToken(): Promise<Awaited<ReturnType<KnownPeer["onToken"]>>> {
      asked.open();
      await judged.opened;
      return accept({ expiresAt: 1_060_000 });
    }
  }
  await using server = await testServer({ peer: Renewing, rooms: ROOMS, hookTimeoutMs: false });
  const ann = await server.join("/socket/room?id=ann&for=10000");
  ann.say("authenticate", { token: "new" }, []);
  await asked.opened;
  await removeFrom(server, ann, { ban: true });
  vi.advanceTimersByTime(10_000);
  expect(server.parlor.bans.list()).toEqual([]);
  judged.open();
  await vi.waitFor(() => expect(server.parlor.peers.size).toBe(0));
  expect(server.parlor.bans.list()).toEqual([{ identity: "ann", room: "room", until: 1_060_000 }]);
});

test("[BN2] or a ban holds for the time that it says", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  await using server = await open();
  await removeFrom(server, await enter(server, "ann"), { ban: { forMs: 5000 } });
  await removeFrom(server, await enter(server, "bob"), { ban: { forMs: Number.POSITIVE_INFINITY } });
  await removeFrom(server, await enter(server, "cid"), { ban: { forMs: 0 } });
  expect(server.parlor.bans.list()).toEqual([
    { identity: "ann", room: "room", until: 1_005_000 },
    { identity: "bob", room: "room", until: null },
  ]);
  vi.advanceTimersByTime(5000);
  expect(await outcome(server, "ann")).toBe("authenticated");
  expect(await outcome(server, "bob")).toBe("banned");
  expect(await outcome(server, "cid")).toBe("authenticated");
});
