import {
  accept,
  type AuthData,
  type Awaitable,
  DROP,
  type JoinRequest,
  Peer,
  refuse,
  Room,
  type UpgradeRequest,
} from "@parlor/server";
import { TestClient, type TestServer, testServer } from "@parlor/server/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

import { oddFrame } from "./odd-frames.ts";
import { expectOneOrder, Witness } from "./witness.ts";

// Anything, from any client, in any order, in a room whose hooks refuse, drop, fail and take their time: after every
// step the properties of docs/spec.md must hold for everybody who is left.

/** How many plays of each kind: few for every day, `FUZZ_RUNS=5000` for a night. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 50);

const MEANT_TO_FAIL = "a bug that is meant to be";

class FuzzPeer extends Peer {
  override parseRequest({ params, query }: UpgradeRequest): JoinRequest {
    return { room: params["room"] ?? "", credentials: null, metadata: query.get("does") };
  }
  override onReceive(message: Parameters<Peer["onReceive"]>[0]): ReturnType<Peer["onReceive"]> {
    if (message.event === "peer drops") return DROP;
    if (message.event === "peer fails") throw new Error(MEANT_TO_FAIL);
    return message;
  }
  override async onToken(token: string): Promise<Awaited<ReturnType<Peer["onToken"]>>> {
    await Promise.resolve();
    if (token === "fails") throw new Error(MEANT_TO_FAIL);
    return token === "good" ? accept({ expiresAt: Date.now() + 60_000 }) : refuse("no");
  }
}

class SyncRoom extends Room {
  override onJoin({ metadata }: AuthData): ReturnType<Room["onJoin"]> {
    if (metadata === "fails") throw new Error(MEANT_TO_FAIL);
    if (metadata === "replaces" || metadata === "replaces and is refused") this.replaceFirst();
    return metadata === "is refused" || metadata === "replaces and is refused" ? refuse("no") : accept();
  }
  override onLeave(_peerId: string): Awaitable<void> {}
  override onForward(message: Parameters<Room["onForward"]>[0]): ReturnType<Room["onForward"]> {
    if (message.event === "room drops") return DROP;
    if (message.event === "room fails") throw new Error(MEANT_TO_FAIL);
    if (message.event === "room stops") this.stop();
    if (message.event === "room removes") this.remove(this.members[0]?.peer_id ?? "", { reason: "fuzz" });
    if (message.event === "room replaces") this.replaceFirst();
    return message;
  }
  replaceFirst(): void {
    this.replace(this.members[0]?.peer_id ?? "");
  }
}

/** The same, but every hook takes its time, and a different one each time. */
class AsyncRoom extends SyncRoom {
  #turn = 0;
  async #linger(): Promise<void> {
    for (let turns = this.#turn++ % 4; turns > 0; turns--) await Promise.resolve();
  }
  override async onJoin(auth: AuthData): Promise<Awaited<ReturnType<Room["onJoin"]>>> {
    await this.#linger();
    return super.onJoin(auth);
  }
  override async onLeave(peerId: string): Promise<void> {
    await this.#linger();
    return super.onLeave(peerId);
  }
  override async onForward(message: Parameters<Room["onForward"]>[0]): Promise<Awaited<ReturnType<Room["onForward"]>>> {
    await this.#linger();
    return super.onForward(message);
  }
}

type Step =
  | { readonly type: "join"; readonly does: string }
  | { readonly type: "leave" | "say" | "whisper"; readonly who: number }
  | { readonly type: "event"; readonly who: number; readonly event: string }
  | { readonly type: "odd"; readonly who: number; readonly text: string }
  | { readonly type: "binary"; readonly who: number }
  | { readonly type: "stop room" };

const who = fc.nat({ max: 7 });
const HOOK_EVENTS = [
  "peer drops",
  "peer fails",
  "room drops",
  "room fails",
  "room stops",
  "room removes",
  "room replaces",
];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("join" as const),
      does: fc.constantFrom("", "", "", "replaces", "is refused", "replaces and is refused", "fails"),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constantFrom("say" as const, "whisper" as const), who }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("odd" as const), who, text: oddFrame }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("leave" as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("event" as const), who, event: fc.constantFrom(...HOOK_EVENTS) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("binary" as const), who }) },
  { weight: 1, arbitrary: fc.constant({ type: "stop room" as const }) },
);

/** One run: the server, everybody who ever came, and how many messages have been numbered. */
class Run {
  readonly server: TestServer;
  readonly bystander: TestClient;
  readonly witnesses: Witness[] = [];
  #count = 0;

  constructor(server: TestServer, bystander: TestClient) {
    this.server = server;
    this.bystander = bystander;
  }

  async take(step: Step): Promise<void> {
    if (step.type === "join") return this.#join(step.does);
    if (step.type === "stop room") return this.server.parlor.rooms.get("room")?.stop();
    const client = this.witnesses.filter(({ closed }) => !closed)[step.who]?.client;
    if (client === undefined) return undefined;
    if (step.type === "leave") await client.close();
    else if (step.type === "binary") client.sayBinary();
    else if (step.type === "odd") client.sayRaw(step.text);
    else if (step.type === "event") client.say(step.event, null, "all");
    else if (step.type === "say") client.say("numbered", this.#count++, "all");
    else client.say("numbered", this.#count++, [...this.witnesses.map(({ id }) => id), "nobody"]);
    return undefined;
  }

  async #join(does: string): Promise<void> {
    const client = await this.server.connect(`/socket/room?does=${encodeURIComponent(does)}`);
    if (!(client instanceof TestClient)) return;
    this.witnesses.push(new Witness(client));
  }

  async check(): Promise<void> {
    await settled();
    for (const witness of this.witnesses) witness.read();
    const members = (await this.server.parlor.rooms.get("room")?.members()) ?? [];
    await settled();
    for (const witness of this.witnesses) {
      if (!witness.isMember) {
        // nobody who is gone is still a member: no ghosts
        expect(members.map(({ peer_id }) => peer_id)).not.toContain(witness.id);
        continue;
      }
      // the roster it was told is the roster there is
      expect([...witness.roster].toSorted()).toEqual(members.map(({ peer_id }) => peer_id).toSorted());
    }
    for (const [index, one] of this.witnesses.entries()) {
      for (const other of this.witnesses.slice(index + 1)) expectOneOrder(one, other);
    }
    // whoever came was let in, refused, or closed: nobody hangs
    for (const witness of this.witnesses) expect(witness.isMember || witness.refused || witness.closed).toBe(true);
    this.#checkFailures();
    await this.bystander.expectNothing();
  }

  /** Nothing has failed but what was meant to: no client's bytes are an exception, least of all a room's. */
  #checkFailures(): void {
    for (const event of this.server.events) {
      if (event.type !== "hook_failed" && event.type !== "room_crashed") continue;
      expect(event.error).toMatchObject({ cause: { message: MEANT_TO_FAIL } });
    }
  }
}

/** Until every promise that is on its way has arrived: nothing in these runs waits for a timer or a network. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
}

async function play(room: typeof SyncRoom, steps: readonly Step[]): Promise<void> {
  const rooms = [{ name: "bystanders", room: SyncRoom }] as const;
  await using server = await testServer({
    peer: FuzzPeer,
    rooms,
    onMissingRoom: ({ room: name }) => (name === "room" ? { room } : null),
    rateLimit: { burst: 100 },
    maxQueuedMessages: 3,
  });
  const run = new Run(server, await server.join("/socket/bystanders"));
  for (const step of steps) {
    await run.take(step);
    await run.check();
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

test.for([
  ["synchronous", SyncRoom],
  ["asynchronous", AsyncRoom],
] as const)(
  "[FZ1] whatever comes, order, roster and liveness hold: %s hooks",
  { timeout: 3_600_000 },
  async ([, room]) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), (steps) => play(room, steps)),
      { numRuns: RUNS },
    );
  },
);

/** Without a look in between, each step while the ones before are still on their way. */
test.for([
  ["synchronous", SyncRoom],
  ["asynchronous", AsyncRoom],
] as const)("[FZ1] the same with everything under way at once: %s hooks", { timeout: 3_600_000 }, async ([, room]) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.nat({ max: 30 })), { maxLength: 60, size: "max" }), async (steps) => {
      await using server = await testServer({
        peer: FuzzPeer,
        rooms: [
          { name: "room", room },
          { name: "bystanders", room: SyncRoom },
        ],
        restarts: { maxRestarts: 1000 },
      });
      const run = new Run(server, await server.join("/socket/bystanders"));
      const underWay: Promise<void>[] = [];
      for (const [step, pause] of steps) {
        underWay.push(run.take(step));
        // long enough for some clients to be connected, too short for a slow room to have decided on all of them
        for (let turns = 0; turns < pause; turns++) await Promise.resolve();
      }
      await Promise.all(underWay);
      await run.check();
    }),
    { numRuns: RUNS },
  );
});
