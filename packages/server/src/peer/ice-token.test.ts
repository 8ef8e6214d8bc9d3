import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { countedIceServers, STUN } from "../../fixtures/ice.ts";
import { gate, OpenRoom } from "../../fixtures/open.ts";
import { type Said, tokenOf, TokenPeer, urlWith } from "../../fixtures/token.ts";
import { type IceServer, type IceServers, type JoinData, type ParlorOptions, turnCredentials } from "../index.ts";
import { type TestClient, type TestServer, testServer } from "../testing/index.ts";

const NOW = 1_700_000_000_000;
const TURN = turnCredentials({ urls: "turn:turn.example.com", secret: "north", lifetimeSeconds: 3600 });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** A server whose peers are given what this makes. */
function serverWith(iceServers: NonNullable<ParlorOptions["iceServers"]>): Promise<TestServer> {
  const rooms = [{ name: "room", room: OpenRoom }] as const;
  return testServer({ peer: TokenPeer, rooms, heartbeatMs: false, hookTimeoutMs: false, iceServers });
}

function inMs(ms: number): Said {
  return { expiresAt: Date.now() + ms };
}

async function renew(client: TestClient, said: Said): Promise<void> {
  client.say("authenticate", tokenOf(said), []);
  await client.expect("token_accepted");
}

test.for([
  ["an hour, where the token holds for longer", 7_200_000, 1_700_003_600, 3_600_000],
  ["the token's time, where that is shorter", 600_000, 1_700_000_600, 600_000],
  ["the token's whole seconds", 600_999, 1_700_000_600, 600_000],
  ["no time at all, in its last second", 500, 1_700_000_000, 1],
] as const)("[IC6] turnCredentials gives %s", ([, ms, expiry, expireInMs]) => {
  const given = TURN({ peerId: "P", room: "room", expiresAt: NOW + ms });
  expect(usernameOf(given.servers)).toMatch(new RegExp(`^${expiry}:P`, "u"));
  expect(given.expireInMs).toBe(expireInMs);
});

test("[IC6] what never expires, and who is not asked about, gets the whole lifetime", () => {
  expect(TURN({ peerId: "P", room: "room", expiresAt: null }).expireInMs).toBe(3_600_000);
  expect(TURN({ peerId: "P", room: "room" }).expireInMs).toBe(3_600_000);
});

test("[IC6] the first ones never outlive the token", async () => {
  await using server = await serverWith(TURN);
  const client = await server.connect(urlWith(inMs(60_000)));
  if ("status" in client) return expect.unreachable();
  expect((await client.expect("authenticated")).data).toMatchObject({
    ice_servers_expire_in_ms: 60_000,
    token_expires_in_ms: 60_000,
  });
  return undefined;
});

test("[IC6] a new token brings new ones at once, which hold as long as it does", async () => {
  await using server = await serverWith(TURN);
  const client = await server.join(urlWith(inMs(60_000)));
  await vi.advanceTimersByTimeAsync(30_000);
  await renew(client, inMs(120_000));
  await vi.advanceTimersByTimeAsync(0);
  const { data } = await client.expect("ice_servers");
  expect(data).toMatchObject({ ice_servers_expire_in_ms: 120_000 });
  expect(usernameOf((data as { ice_servers: IceServer[] }).ice_servers)).toMatch(/^1700000150:/u);
});

test("[IC6] those that hold as long as the token wait for the next one, and are not asked for again and again", async () => {
  const asked: JoinData[] = [];
  await using server = await serverWith((auth) => {
    asked.push(auth);
    return TURN(auth);
  });
  const client = await server.join(urlWith(inMs(60_000)));
  await vi.advanceTimersByTimeAsync(59_999);
  expect(asked).toHaveLength(1);
  await client.expectNothing();
});

test("[IC6] the function gets the new expiry, and all the rest as it was", async () => {
  const { asked, iceServers } = countedIceServers(3_600_000);
  await using server = await serverWith(iceServers);
  const client = await server.join(urlWith({ ...inMs(60_000), identity: "ann", claims: 7 }));
  await vi.advanceTimersByTimeAsync(10_000);
  await renew(client, { expiresAt: NOW + 120_000, identity: "somebody else" });
  client.say("authenticate", tokenOf({ refuse: "no" }), []);
  await client.expect("error");
  await vi.advanceTimersByTimeAsync(0);
  const first = { ...asked[0] };
  expect(first).toMatchObject({ identity: "ann", claims: 7, expiresAt: NOW + 60_000 });
  expect(asked[1]).toEqual({ ...first, expiresAt: NOW + 120_000 });
  expect(Object.isFrozen(asked[1])).toBe(true);
  expect(asked).toHaveLength(2);
});

test("[IC6] what never expires is not asked for again", async () => {
  let count = 0;
  await using server = await serverWith(() => {
    count++;
    return STUN;
  });
  const client = await server.join(urlWith(inMs(60_000)));
  await vi.advanceTimersByTimeAsync(10_000);
  await renew(client, inMs(60_000));
  await vi.advanceTimersByTimeAsync(10_000);
  expect([count, vi.getTimerCount()]).toEqual([1, 1]);
});

test("[IC6] many tokens in a second bring new ones once, for the last of them", async () => {
  const { asked, iceServers } = countedIceServers(3_600_000);
  await using server = await serverWith(iceServers);
  const client = await server.join(urlWith({}));
  for (let count = 1; count <= 5; count++) await renew(client, inMs(count * 60_000));
  await vi.advanceTimersByTimeAsync(999);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map(({ expiresAt }) => expiresAt)).toEqual([null, NOW + 300_000]);
  await client.expect("ice_servers");
  await client.expectNothing();
});

test.for([
  ["before the new ones are asked for", 80_500],
  ["after the new ones are there", 81_000],
] as const)("[IC6] what was asked for with the old token and comes %s is thrown away", async ([, renewedAt]) => {
  const late = gate();
  let count = 0;
  await using server = await serverWith(async (): Promise<IceServers> => {
    const turn = ++count;
    if (turn === 2) await late.opened;
    return { servers: [{ urls: `stun:number-${turn}.example.com` }], expireInMs: 100_000 };
  });
  const client = await server.join(urlWith({}));
  await vi.advanceTimersByTimeAsync(renewedAt);
  await renew(client, inMs(600_000));
  await vi.advanceTimersByTimeAsync(100);
  late.open();
  await vi.advanceTimersByTimeAsync(1000);
  const given = client.takeAll().map(({ data }) => (data as { ice_servers: IceServer[] }).ice_servers[0]?.urls);
  expect(given).toEqual(["stun:number-3.example.com"]);
  await client.close();
  expect(vi.getTimerCount()).toBe(0);
});

test("[IC6] when the peer has ended, nothing is asked for any more", async () => {
  const { asked, iceServers } = countedIceServers(3_600_000);
  await using server = await serverWith(iceServers);
  const client = await server.join(urlWith(inMs(60_000)));
  await renew(client, inMs(120_000));
  await client.close();
  await vi.advanceTimersByTimeAsync(10_000_000);
  expect([asked.length, vi.getTimerCount()]).toEqual([1, 0]);
});

function usernameOf(servers: readonly IceServer[]): string {
  return servers.at(-1)?.username ?? "";
}
