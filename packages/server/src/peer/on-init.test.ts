import { expect, test } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { accept, type AuthData, type JoinData, type JoinRequest, refuse } from "../index.ts";
import { PARLOR_CLIENT_HEADERS, TestClient, testServer } from "../testing/index.ts";

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

type OnInit = OpenPeer["onInit"];

function peerWith(onInit: OnInit): typeof OpenPeer {
  return class extends OpenPeer {
    override onInit(...args: Parameters<OnInit>): ReturnType<OnInit> {
      return onInit.apply(this, args);
    }
  };
}

test("[AD3] returns: gets who asks, and the peer options", async () => {
  const seen: unknown[] = [];
  const peer = peerWith((auth, options) => {
    seen.push(auth, options);
    return accept();
  });
  await using server = await testServer({ peer, rooms: ROOMS, peerOptions: { secret: 7 } });
  const client = await server.join("/socket/room?name=ann");
  expect(seen).toEqual([{ peerId: client.id, room: "room", credentials: null, metadata: "ann" }, { secret: 7 }]);
  expect(client.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test("[AD3] resolves: what it found out takes the place of what the client said of itself", async () => {
  const peer = peerWith(async () => {
    await Promise.resolve();
    return accept({ metadata: "verified" });
  });
  const joins: AuthData[] = [];
  class Watching extends OpenRoom {
    override onJoin(auth: AuthData): ReturnType<OpenRoom["onJoin"]> {
      joins.push(auth);
      return accept();
    }
  }
  await using server = await testServer({ peer, rooms: [{ name: "room", room: Watching }] });
  const first = await server.join("/socket/room?name=liar");
  const second = await server.join("/socket/room?name=liar");
  expect((await first.expect("joined")).data).toEqual({ peer_id: second.id, metadata: "verified" });
  expect(joins.map(({ metadata }) => metadata)).toEqual(["verified", "verified"]);
});

test("[AD10] what it has found out reaches onMissingRoom, iceServers and onJoin, as one frozen object, and no client", async () => {
  const seen: JoinData[] = [];
  const expiresAt = Date.now() + 60_000;
  const claims = { role: "admin" };
  class Watching extends OpenRoom {
    override onJoin(auth: JoinData): ReturnType<OpenRoom["onJoin"]> {
      seen.push(auth);
      return accept();
    }
  }
  await using server = await testServer({
    peer: peerWith(() => accept({ identity: "u-77", claims, expiresAt })),
    onMissingRoom: (auth) => {
      seen.push(auth);
      return { room: Watching };
    },
    iceServers: (auth) => {
      seen.push(auth);
      return [];
    },
  });
  const client = await server.join("/socket/room?name=ann");
  const second = await server.join("/socket/room?name=bob");
  const known = {
    peerId: client.id,
    room: "room",
    credentials: null,
    metadata: "ann",
    identity: "u-77",
    claims,
    expiresAt,
  };
  expect(seen.slice(0, 3)).toEqual([known, known, known]);
  expect(new Set(seen.slice(0, 3)).size).toBe(1);
  expect(Object.isFrozen(seen[0])).toBe(true);
  expect(seen[0]?.claims).toBe(claims);
  client.say("hello", null, [second.id]);
  expect(JSON.stringify([client.takeAll(), second.takeAll(), server.events])).not.toMatch(/u-77|admin/u);
});

test("[AD10] of whom it says nothing, nothing is known", async () => {
  const seen: JoinData[] = [];
  class Watching extends OpenRoom {
    override onJoin(auth: JoinData): ReturnType<OpenRoom["onJoin"]> {
      seen.push(auth);
      return accept();
    }
  }
  await using server = await testServer({ peer: OpenPeer, rooms: [{ name: "room", room: Watching }] });
  await server.join("/socket/room");
  expect(seen).toMatchObject([{ identity: null, claims: null, expiresAt: null }]);
});

test("[AD11] refuses in too many attempts: HTTP 429 with the time instead of the reason", async () => {
  await using server = await testServer({
    peer: peerWith(() => refuse("slow down", { afterMs: 1500.2 })),
    rooms: ROOMS,
  });
  expect(await server.connect("/socket/room")).toEqual({
    status: 429,
    body: { code: "too_many_attempts", description: "Too many attempts", details: { after_ms: 1501 } },
  });
  expect(await server.event("peer_refused")).toMatchObject({ code: "too_many_attempts", room: "room" });
});

test.for([Number.NaN, -1, Number.POSITIVE_INFINITY])(
  "[AD11] an afterMs of %d is none, and so a refusal for good",
  async (afterMs) => {
    await using server = await testServer({ peer: peerWith(() => refuse("no", { afterMs })), rooms: ROOMS });
    expect(await server.connect("/socket/room")).toMatchObject({ status: 401, body: { details: "no" } });
  },
);

test("[AD3] null is metadata too", async () => {
  await using server = await testServer({ peer: peerWith(() => accept({ metadata: null })), rooms: ROOMS });
  const client = await server.join("/socket/room?name=liar");
  expect(await server.parlor.rooms.get("room")?.members()).toEqual([{ peer_id: client.id, metadata: null }]);
});

test("[AD3] refuses: HTTP 401 with the reason", async () => {
  await using server = await testServer({ peer: peerWith(() => refuse("bad_credentials")), rooms: ROOMS });
  expect(await server.connect("/socket/room")).toEqual({
    status: 401,
    body: { code: "unauthorized", description: "Unauthorized", details: "bad_credentials" },
  });
});

test("[AD4] a stranger gets the same answer whether the room is there or not", async () => {
  await using server = await testServer({ peer: peerWith(() => refuse("who?")), rooms: ROOMS });
  expect(await server.connect("/socket/nowhere")).toEqual(await server.connect("/socket/room"));
});

test("[AD4] who is known hears that there is no such room", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  expect(await server.connect("/socket/nowhere")).toEqual({
    status: 404,
    body: { code: "no_such_room", description: "No such room", details: null },
  });
});

test.for([
  ...FAILURES,
  ["accepts a frame limit of nothing", () => accept({ maxFrameBytes: 0 })],
  ["accepts an idle time that every client exceeds", () => accept({ idleTimeoutMs: 15_000 })],
  ["accepts metadata that is too big", () => accept({ metadata: "x".repeat(5000) })],
  ["accepts an identity that is no string", () => accept({ identity: 77 as never })],
  ["accepts an identity that is empty", () => accept({ identity: "" })],
  ["accepts an identity of null", () => accept({ identity: null as never })],
  ["accepts an expiry that is no number", () => accept({ expiresAt: new Date() as never })],
  ["accepts an expiry of infinity", () => accept({ expiresAt: Number.POSITIVE_INFINITY })],
  ["accepts a sendToAll that is no boolean", () => accept({ sendToAll: 0 as never })],
  ["accepts a sendTo that is no list of strings", () => accept({ sendTo: [null] as never })],
  ["accepts metadata that is no JSON", () => accept({ metadata: 1n as never })],
] as const)("[AD3] %s: HTTP 500 that says nothing", async ([, onInit]) => {
  await using server = await testServer({ peer: peerWith(onInit), rooms: ROOMS, authTimeoutMs: 20 });
  expect(await server.connect("/socket/room")).toEqual({
    status: 500,
    body: { code: "internal", description: "Internal error", details: null },
  });
  await server.event("hook_failed");
});

test("[AD7] parseRequest and onInit share one deadline", async () => {
  class Slow extends OpenPeer {
    override async parseRequest(): Promise<JoinRequest> {
      return new Promise(() => undefined);
    }
  }
  await using server = await testServer({ peer: Slow, rooms: ROOMS, authTimeoutMs: 10, hookTimeoutMs: 60_000 });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 500 });
});

test("[AD5] a page of a foreign origin is refused, and no hook runs", async () => {
  const peer = peerWith(() => expect.unreachable());
  await using server = await testServer({ peer, rooms: ROOMS });
  for (const origin of ["https://evil.example", "null", "https://localhost.evil.example", "http://localhost", "junk"]) {
    const headers = { origin, host: "localhost", ...PARLOR_CLIENT_HEADERS };
    expect(await server.connect("/socket/room", headers)).toMatchObject({
      status: 403,
      body: { code: "foreign_origin", details: null },
    });
  }
});

test.for([
  [{ host: "app.example" }, []],
  [{ host: "app.example", origin: "https://app.example" }, []],
  [{ host: "app.example:8443", origin: "https://app.example:8443" }, []],
  [{ host: "app.example:443", origin: "https://app.example" }, []],
  [{ host: "APP.example", origin: "https://app.example" }, []],
  [{ host: "sockets.example", origin: "https://app.example" }, ["https://app.example"]],
  [{ host: "sockets.example", origin: "https://anybody.example" }, false],
  [{ host: "sockets.example", origin: "capacitor://localhost" }, ["capacitor://localhost"]],
] as const)("[AD5] %j is let in with allowedOrigins %j", async ([headers, allowedOrigins]) => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, allowedOrigins });
  await server.join("/socket/room", headers);
});

test("[AD6] bounds those who wait for authentication", async () => {
  const judged = gate();
  const peer = peerWith(async () => {
    await judged.opened;
    return accept();
  });
  await using server = await testServer({ peer, rooms: ROOMS, maxPendingPeers: 1 });
  const first = server.join("/socket/room");
  expect(await server.connect("/socket/room")).toMatchObject({ status: 429, body: { code: "too_many_connections" } });
  judged.open();
  await first;
  await server.join("/socket/room");
});

test("[AD6] bounds the peers of a server", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS, maxPeers: 1 });
  const first = await server.join("/socket/room");
  expect(server.parlor.peers.size).toBe(1);
  expect(await server.connect("/socket/room")).toMatchObject({ status: 429, body: { code: "too_many_connections" } });
  await first.close();
  await server.join("/socket/room");
});

test.for([
  ["/socket", "bad_request", 4400, "no_room"],
  ["/socket/secret", "unauthorized", 4401, "not you"],
  ["/socket/flooded", "too_many_attempts", 4429, { after_ms: 60_000 }],
  ["/socket/nowhere", "no_such_room", 4404, null],
] as const)(
  "[AD8] a client of our subprotocol hears on its socket why %s was refused",
  async ([url, code, close, details]) => {
    const peer = peerWith(({ room }) => {
      if (room === "flooded") return refuse("too often", { afterMs: 60_000 });
      return room === "secret" ? refuse("not you") : accept();
    });
    await using server = await testServer({ peer, rooms: ROOMS });
    const client = await server.connect(url, PARLOR_CLIENT_HEADERS);
    if (!(client instanceof TestClient)) return expect.unreachable();
    expect((await client.expect("error")).data).toMatchObject({ code, details });
    expect(await client.closed).toEqual({ code: close, reason: code });
    expect(server.parlor.peers.size).toBe(0);
    return undefined;
  },
);

test("[AD3] sets the largest frame and the idle time of one peer", async () => {
  const peer = peerWith(({ metadata }) =>
    metadata === "small" ? accept({ maxFrameBytes: 40, idleTimeoutMs: 60_000 }) : accept(),
  );
  await using server = await testServer({ peer, rooms: ROOMS });
  const [small, other] = [await server.join("/socket/room?name=small"), await server.join("/socket/room")];
  await small.expect("joined");
  other.say("chat", "x".repeat(100), [other.id]);
  await other.expect("chat");
  small.say("chat", "x".repeat(100), [small.id]);
  expect(await small.closed).toMatchObject({ code: 1009 });
});

test("[AD3] a peer acts only once it has been admitted", async () => {
  const peer = peerWith(function (this: OpenPeer) {
    expect(this.send("hello", null)).toBe(false);
    this.stop();
    return accept();
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 500 });
  expect((await server.event("hook_failed")).error.cause).toMatchObject({ message: /refuse/u });
});
