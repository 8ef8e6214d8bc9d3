import { inspect } from "node:util";

import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { knock } from "../../fixtures/ice.ts";
import { gate, type OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { tokenOf, TokenPeer, urlWith } from "../../fixtures/token.ts";
import { accept, type JoinData, logTo, type PeerEndCode, type TokenInit } from "../index.ts";
import { TestClient, type TestServer, testServer } from "../testing/index.ts";

const ROOMS = [{ name: "room", room: OpenRoom }] as const;
const HUNDRED_YEARS_MS = 100 * 365.25 * 24 * 3600 * 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function inMs(ms: number): TokenInit {
  return { expiresAt: Date.now() + ms };
}

/** A server that pings nobody, so that only what these tests are about takes a timer. */
function quietServer(peer: typeof OpenPeer = TokenPeer): Promise<TestServer> {
  return testServer({ peer, rooms: ROOMS, heartbeatMs: false });
}

test("[TX1] a peer ends with token_expired when its time has come, and not before; the others hear that it was removed", async () => {
  await using server = await quietServer();
  const other = await server.join(urlWith({}));
  const client = await server.join(urlWith(inMs(60_000)));
  await other.expect("joined");
  await vi.advanceTimersByTimeAsync(59_999);
  await client.expectNothing();
  await vi.advanceTimersByTimeAsync(1);
  expect((await client.expect("error")).data).toEqual({
    code: "token_expired",
    description: "Token expired",
    details: null,
  });
  expect(await client.closed).toEqual({ code: 4419, reason: "token_expired" });
  expect((await other.expect("left")).data).toEqual({ peer_id: client.id, reason: "removed" });
  expect(await server.event("peer_ended")).toMatchObject({ peerId: client.id, code: "token_expired" });
  await other.expectNothing();
});

test.for([
  ["in a hundred years", HUNDRED_YEARS_MS],
  ["never", null],
] as const)("[TX1] what expires %s does not end anybody today", async ([, ms]) => {
  await using server = await quietServer();
  const client = await server.join(urlWith(ms === null ? {} : inMs(ms)));
  await vi.advanceTimersByTimeAsync(90 * 24 * 3600 * 1000);
  await client.expectNothing();
  expect(vi.getTimerCount()).toBe(ms === null ? 0 : 1);
});

test("[TX1] a time beyond what one timer can wait for is kept to the millisecond", async () => {
  await using server = await quietServer();
  const client = await server.join(urlWith(inMs(60 * 24 * 3600 * 1000)));
  await vi.advanceTimersByTimeAsync(60 * 24 * 3600 * 1000 - 1);
  await client.expectNothing();
  await vi.advanceTimersByTimeAsync(1);
  expect(await client.closed).toMatchObject({ reason: "token_expired" });
});

test("[TX1] the wall clock decides: who is early by it is not ended yet", async () => {
  await using server = await quietServer();
  const client = await server.join(urlWith(inMs(60_000)));
  vi.setSystemTime(Date.now() - 10_000);
  await vi.advanceTimersByTimeAsync(60_000);
  await client.expectNothing();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await client.closed).toMatchObject({ reason: "token_expired" });
});

test("[TX1] a clock that has jumped is noticed at the next heartbeat, and not before the time has come", async () => {
  await using server = await testServer({ peer: TokenPeer, rooms: ROOMS, heartbeatMs: 15_000 });
  const client = await server.join(urlWith(inMs(3_600_000)));
  vi.setSystemTime(Date.now() + 3_500_000);
  await vi.advanceTimersByTimeAsync(15_000);
  await client.expectNothing();
  vi.setSystemTime(Date.now() + 100_000);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await client.closed).toEqual({ code: 4419, reason: "token_expired" });
  expect(vi.getTimerCount()).toBe(0);
});

test("[TX1] nothing is left of the timer of a peer that has gone", async () => {
  await using server = await quietServer();
  const client = await server.join(urlWith(inMs(60_000)));
  await client.close();
  expect(vi.getTimerCount()).toBe(0);
});

test("[TX1] who expires while it waits for its room is ended at once, and leaves as soon as the room has decided", async () => {
  const decided = gate();
  const ends: PeerEndCode[] = [];
  class Slow extends OpenRoom {
    override async onJoin({ identity }: JoinData): Promise<ReturnType<typeof accept>> {
      if (identity === "slow") await decided.opened;
      return accept();
    }
  }
  class Ending extends TokenPeer {
    override onTerminate(code: PeerEndCode): void {
      ends.push(code);
    }
  }
  const rooms = [{ name: "room", room: Slow }] as const;
  await using server = await testServer({ peer: Ending, rooms, heartbeatMs: false, hookTimeoutMs: false });
  const other = await server.join(urlWith({}));
  const slow = await server.connect(urlWith({ identity: "slow", ...inMs(1000) }));
  if (!(slow instanceof TestClient)) return expect.unreachable();
  slow.say("authenticate", tokenOf(inMs(5000)), []);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await slow.closed).toEqual({ code: 4419, reason: "token_expired" });
  decided.open();
  await vi.advanceTimersByTimeAsync(0);
  expect(ends).toEqual(["token_expired"]);
  expect(heardEvents(slow)).toEqual(["error"]);
  expect(await server.parlor.rooms.get("room")?.members()).toHaveLength(1);
  await other.expect("joined");
  expect((await other.expect("left")).data).toMatchObject({ reason: "removed" });
  return undefined;
});

test("[TX1] who expires while its room is being looked for is told so when its socket opens", async () => {
  const found = gate();
  await using server = await testServer({
    peer: TokenPeer,
    heartbeatMs: false,
    hookTimeoutMs: false,
    onMissingRoom: async () => {
      await found.opened;
      return { room: OpenRoom };
    },
  });
  const knocking = server.connect(urlWith(inMs(1000)));
  await vi.advanceTimersByTimeAsync(1000);
  found.open();
  const late = await knocking;
  if (!(late instanceof TestClient)) return expect.unreachable();
  expect(await late.closed).toEqual({ code: 4419, reason: "token_expired" });
  expect(heardEvents(late)).toEqual(["error"]);
  expect(server.parlor.peers.size).toBe(0);
  return undefined;
});

test.for([-1, 0, -HUNDRED_YEARS_MS])("[TX1] what has expired %i ms from now is refused with 401", async (ms) => {
  await using server = await quietServer();
  expect(await server.connect(urlWith(inMs(ms)))).toEqual({
    status: 401,
    body: { code: "unauthorized", description: "Unauthorized", details: "expired" },
  });
  expect(server.parlor.peers.size).toBe(0);
});

test("[TX1] seconds where milliseconds are wanted are long ago, and let nobody in", async () => {
  await using server = await quietServer();
  const expiresAt = Math.floor(Date.now() / 1000) + 3600;
  expect(await server.connect(urlWith({ expiresAt }))).toMatchObject({ status: 401 });
});

test("[TX2] authenticated says how long it holds, by when it is sent; nothing if that is for ever", async () => {
  const decided = gate();
  class Slow extends OpenRoom {
    override async onJoin(): Promise<ReturnType<typeof accept>> {
      await decided.opened;
      return accept();
    }
  }
  const rooms = [{ name: "room", room: Slow }] as const;
  await using server = await testServer({ peer: TokenPeer, rooms, heartbeatMs: false, hookTimeoutMs: false });
  const [a, b] = [await server.connect(urlWith(inMs(60_000))), await knock(server)];
  if (!(a instanceof TestClient)) return expect.unreachable();
  await vi.advanceTimersByTimeAsync(10_000);
  decided.open();
  expect((await a.expect("authenticated")).data).toEqual({
    peer_id: a.id,
    room: "room",
    peers: [],
    token_expires_in_ms: 50_000,
  });
  expect(Object.keys((await b.expect("authenticated")).data as object)).toEqual(["peer_id", "room", "peers"]);
  return undefined;
});

test("[TX3] a new token before the old one expires moves the end, further and nearer and to never", async () => {
  await using server = await quietServer();
  const client = await server.join(urlWith(inMs(60_000)));
  client.say("authenticate", tokenOf(inMs(120_000)), []);
  expect(await client.next()).toEqual({
    event: "token_accepted",
    data: { token_expires_in_ms: 120_000 },
    from: null,
    to: [client.id],
  });
  await vi.advanceTimersByTimeAsync(119_999);
  await client.expectNothing();
  client.say("authenticate", tokenOf({}), []);
  expect((await client.expect("token_accepted")).data).toEqual({ token_expires_in_ms: null });
  expect(vi.getTimerCount()).toBe(0);
  client.say("authenticate", tokenOf(inMs(10)), []);
  await client.expect("token_accepted");
  await vi.advanceTimersByTimeAsync(10);
  expect(await client.closed).toEqual({ code: 4419, reason: "token_expired" });
});

test("[TX3] a refused token leaves the old end where it was", async () => {
  await using server = await quietServer();
  const client = await server.join(urlWith(inMs(60_000)));
  client.say("authenticate", tokenOf({ refuse: "not yours" }), []);
  expect((await client.expect("error")).data).toEqual({
    code: "token_refused",
    description: "Token refused",
    details: "not yours",
  });
  client.say("authenticate", tokenOf(inMs(-1)), []);
  expect((await client.expect("error")).data).toMatchObject({ code: "token_refused", details: "expired" });
  await vi.advanceTimersByTimeAsync(59_999);
  await client.expectNothing();
  await vi.advanceTimersByTimeAsync(1);
  expect(await client.closed).toMatchObject({ reason: "token_expired" });
});

test("[TX3] a token that is still being judged when the old one expires comes too late, and revives nothing", async () => {
  const judged = gate();
  class Slow extends TokenPeer {
    override async onToken(token: string): Promise<Awaited<ReturnType<OpenPeer["onToken"]>>> {
      await judged.opened;
      return super.onToken(token);
    }
  }
  await using server = await testServer({ peer: Slow, rooms: ROOMS, heartbeatMs: false, hookTimeoutMs: false });
  const client = await server.join(urlWith(inMs(1000)));
  client.say("authenticate", tokenOf(inMs(60_000)), []);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await client.closed).toMatchObject({ reason: "token_expired" });
  judged.open();
  await vi.advanceTimersByTimeAsync(0);
  expect(heardEvents(client)).toEqual(["error"]);
  expect(server.events.map(({ type }) => type)).not.toContain("peer_renewed");
  expect(vi.getTimerCount()).toBe(0);
  expect(server.parlor.peers.size).toBe(0);
});

test("[TX4] no event and no log line has a token, an identity or a claim in it, whatever happens", async () => {
  const lines: string[] = [];
  const logger = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  class Failing extends TokenPeer {
    override onToken(token: string): ReturnType<OpenPeer["onToken"]> {
      return token === "hunter2" ? ({ verdict: "accept", expiresAt: token } as never) : super.onToken(token);
    }
  }
  await using server = await testServer({ peer: Failing, rooms: ROOMS, observe: logTo(logger) });
  const secret = { identity: "hunter2-ann", claims: { card: "hunter2-card" } };
  const client = await server.join(urlWith({ ...secret, ...inMs(60_000), sendTo: ["hunter2-bob"] }));
  client.say("authenticate", tokenOf({ ...secret, ...inMs(120_000) }), [client.id, "hunter2"]);
  client.say("authenticate", { token: { "hunter2-key": "hunter2" } }, "all");
  client.say("authenticate", tokenOf({ refuse: "no" }), "all");
  client.say("authenticate", { token: "hunter2" }, []);
  await client.closed;
  await server.connect(urlWith({ ...secret, sendTo: 5 as never }));
  await server.connect(urlWith({ identity: "", claims: "hunter2" }));
  await server.parlor.close();
  const types = new Set(server.events.map(({ type }) => type));
  for (const type of ["peer_renewed", "message_refused", "hook_failed", "peer_ended"] as const)
    expect(types).toContain(type);
  const told = `${lines.join("")}${JSON.stringify(server.events)}${inspect(server.events, { depth: 20, showHidden: true })}`;
  expect(told).not.toContain("hunter2");
});

function heardEvents(client: TestClient): string[] {
  return client.takeAll().map(({ event }) => event);
}
