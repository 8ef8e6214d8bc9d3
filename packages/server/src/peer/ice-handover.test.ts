import { inspect } from "node:util";

import { pino } from "pino";
import { afterEach, expect, test, vi } from "vitest";

import { CHOOSY_ROOMS, countedIceServers, ICE_FAILURES, knock, STUN } from "../../fixtures/ice.ts";
import { gate, OpenPeer } from "../../fixtures/open.ts";
import {
  accept,
  type AuthData,
  type JoinData,
  type IceServers,
  logTo,
  type ParlorOptions,
  refuse,
  turnCredentials,
} from "../index.ts";
import { type TestServer, testServer } from "../testing/index.ts";

afterEach(() => void vi.useRealTimers());

/** What is known of a peer whose `onInit` says nothing of it. */
const UNKNOWN = { identity: null, claims: null, expiresAt: null };

/** A server whose peers are given what this makes. */
function serverWith(iceServers: NonNullable<ParlorOptions["iceServers"]>): Promise<TestServer> {
  return testServer({ peer: OpenPeer, rooms: CHOOSY_ROOMS, hookTimeoutMs: 20, iceServers });
}

test("[IC1] without the option nobody is given anything", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: CHOOSY_ROOMS });
  expect(Object.keys((await (await knock(server)).next()).data as object)).toEqual(["peer_id", "room", "peers"]);
});

test("[IC1] a list goes to everybody who has joined, and never expires", async () => {
  await using server = await serverWith(STUN);
  const [a, b] = [await knock(server), await knock(server)];
  expect((await a.expect("authenticated")).data).toEqual({
    peer_id: a.id,
    room: "room",
    peers: [],
    ice_servers: STUN,
    ice_servers_expire_in_ms: null,
  });
  expect((await b.expect("authenticated")).data).toMatchObject({ ice_servers: STUN });
});

test("[IC1] a function is asked for each peer, with what onInit has accepted, and its answer is that peer's alone", async () => {
  const asked: JoinData[] = [];
  class Known extends OpenPeer {
    override onInit({ metadata }: AuthData): ReturnType<OpenPeer["onInit"]> {
      return accept({ metadata: ["known", metadata] });
    }
  }
  const iceServers = async (auth: JoinData): Promise<IceServers> => {
    await Promise.resolve();
    asked.push(auth);
    return { servers: [{ urls: `stun:${JSON.stringify(auth.metadata).slice(10, -2)}.example` }], expireInMs: 60_000 };
  };
  await using server = await testServer({ peer: Known, rooms: CHOOSY_ROOMS, iceServers });
  const [a, b] = [await knock(server, "ann"), await knock(server, "bob")];
  const [first, second] = [await a.expect("authenticated"), await b.expect("authenticated")];
  expect(first.data).toMatchObject({ ice_servers: [{ urls: "stun:ann.example" }], peers: [] });
  expect(second.data).toMatchObject({ ice_servers: [{ urls: "stun:bob.example" }] });
  const { ice_servers_expire_in_ms: expireInMs } = first.data as { ice_servers_expire_in_ms: number };
  expect(expireInMs).toBeGreaterThan(50_000);
  expect(expireInMs).toBeLessThanOrEqual(60_000);
  expect(asked).toEqual([
    { peerId: a.id, room: "room", credentials: null, metadata: ["known", "ann"], ...UNKNOWN },
    { peerId: b.id, room: "room", credentials: null, metadata: ["known", "bob"], ...UNKNOWN },
  ]);
  await a.expect("joined");
  await a.expectNothing();
});

test("[IC1] who is refused gets none", async () => {
  await using server = await serverWith(turnCredentials({ urls: "turn:turn.example.com", secret: "north" }));
  const bad = await knock(server, "bad");
  expect(await bad.closed).toEqual({ code: 4403, reason: "join_refused" });
  expect(bad.takeAll().map(({ event }) => event)).toEqual(["error"]);
});

test("[IC1] a stranger is not asked about", async () => {
  const { asked, iceServers } = countedIceServers(60_000);
  class Strict extends OpenPeer {
    override onInit(): ReturnType<OpenPeer["onInit"]> {
      return refuse();
    }
  }
  await using server = await testServer({ peer: Strict, rooms: CHOOSY_ROOMS, iceServers });
  await server.connect("/socket/room");
  await server.connect("/socket/nowhere");
  expect(asked).toEqual([]);
});

test("[JN1] authenticated comes first, also if the function takes its time; the room goes on meanwhile", async () => {
  const made = gate();
  const iceServers = async ({ metadata }: AuthData): Promise<IceServers> => {
    if (metadata === "slow") await made.opened;
    return STUN;
  };
  await using server = await testServer({ peer: OpenPeer, rooms: CHOOSY_ROOMS, iceServers });
  const [a, slow, b] = [await knock(server), await knock(server, "slow"), await knock(server)];
  slow.say("hello", 1, "all");
  a.say("news", 1, "all");
  expect((await b.expect("authenticated")).data).toMatchObject({ peers: [{ peer_id: expect.any(String) }] });
  await b.expect("news");
  made.open();
  expect((await slow.expect("authenticated")).data).toMatchObject({ ice_servers: STUN });
  await b.expect("joined");
  await b.expect("hello");
});

test("[IC1] who goes away while the function takes its time is never announced", async () => {
  const made = gate();
  const iceServers = async ({ metadata }: AuthData): Promise<IceServers> => {
    if (metadata === "slow") await made.opened;
    return { servers: STUN, expireInMs: 60_000 };
  };
  await using server = await testServer({ peer: OpenPeer, rooms: CHOOSY_ROOMS, iceServers });
  const a = await server.join("/socket/room");
  const slow = await knock(server, "slow");
  await slow.close();
  made.open();
  expect(await server.event("peer_ended")).toMatchObject({ code: "left" });
  await a.expectNothing();
  await server.parlor.close();
});

test.for(ICE_FAILURES)(
  "[IC4] a function that %s fails that join alone: internal; nobody else hears of it",
  async ([, fail]) => {
    await using server = await serverWith(({ metadata }) => (metadata === "unlucky" ? fail() : STUN));
    const a = await server.join("/socket/room");
    const unlucky = await knock(server, "unlucky");
    expect((await unlucky.expect("error")).data).toEqual({
      code: "internal",
      description: "Internal error",
      details: null,
    });
    expect(await unlucky.closed).toEqual({ code: 1011, reason: "internal" });
    expect((await server.event("hook_failed")).error.site).toMatchObject({ hook: "iceServers", room: "room" });
    expect(await server.event("peer_ended")).toMatchObject({ code: "internal" });
    await a.expectNothing();
    await server.join("/socket/room");
  },
);

test("[IC5] no event and no log line has a username or a credential in it, whatever happens", async () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const turn = turnCredentials({ urls: "turn:turn.example.com", secret: "the-secret", lifetimeSeconds: 100 });
  const secrets = new Set(["the-secret", "ann-77"]);
  let isDown = false;
  await using server = await testServer({
    peer: OpenPeer,
    rooms: CHOOSY_ROOMS,
    observe: logTo(logger),
    iceServers: (auth) => {
      if (isDown) return [{ urls: "turn:turn.example.com", username: "ann-77", credential: 77 }] as never;
      const given = turn(auth);
      for (const { username, credential } of given.servers) secrets.add(username ?? "").add(credential ?? "");
      return given;
    },
  });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await knock(server, "bad");
  await vi.advanceTimersByTimeAsync(80_000);
  await a.expect("joined");
  await a.expect("ice_servers");
  isDown = true;
  await vi.advanceTimersByTimeAsync(80_000);
  await knock(server);
  await b.close();
  await server.parlor.close();
  const types = new Set(server.events.map(({ type }) => type));
  for (const type of ["peer_joined", "peer_refused", "hook_failed", "peer_ended"] as const)
    expect(types).toContain(type);
  expect(secrets.size).toBeGreaterThan(8);
  const told = `${lines.join("")}${JSON.stringify(server.events)}${inspect(server.events, { depth: 20, showHidden: true })}`;
  for (const secret of secrets) expect(told).not.toContain(secret);
});

test("[PR4] ice_servers is the server's own word", async () => {
  await using server = await serverWith(STUN);
  const a = await server.join("/socket/room");
  a.say("ice_servers", { ice_servers: [], ice_servers_expire_in_ms: null }, [a.id]);
  expect((await a.expect("error")).data).toMatchObject({ code: "reserved_event" });
  expect(() => server.parlor.peers.get(a.id)?.send("ice_servers", {})).toThrow(TypeError);
});
