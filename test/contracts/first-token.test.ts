import {
  accept,
  type Accept,
  type AuthData,
  type JoinRequest,
  type Message,
  Peer,
  refuse,
  type Refusal,
  type UpgradeRequest,
} from "@parlor/server";
import { PARLOR_CLIENT_HEADERS, TestClient, type TestServer } from "@parlor/server/testing";
import { expect, test } from "vitest";

import { gate, OpenRoom } from "../../packages/server/fixtures/open.ts";
import { testServer, TRANSPORTS } from "./transports.ts";

// What every transport owes an application that asks for a client's first message before it has let anybody in.

const ROOMS = [{ name: "room", room: OpenRoom }] as const;
const FIRST = { tokenIn: "first_message" } as const;

/** Waits for the first message of each client, and lets in whoever says "good", or nothing that is a token. */
class KnockingPeer extends Peer {
  override async parseRequest(request: UpgradeRequest): Promise<JoinRequest> {
    const [token, again] = await Promise.all([request.firstToken(), request.firstToken()]);
    expect(again).toBe(token);
    return { room: request.params["room"] ?? "room", credentials: token, metadata: token };
  }
  override onInit({ credentials }: AuthData): Accept | Refusal | Promise<Accept | Refusal> {
    return credentials === "good" || credentials === null ? accept() : refuse("bad_token");
  }
}

async function knock(server: TestServer, url = "/socket/room", headers = {}): Promise<TestClient> {
  const client = await server.connect(url, headers);
  if (!(client instanceof TestClient)) throw new Error(`Refused over HTTP: ${client.status}`);
  return client;
}

/** What a client hears that is refused on its socket. */
async function refusalOf(client: TestClient): Promise<unknown> {
  const { data } = await client.expect("error");
  return [data, await client.closed];
}

for (const transport of TRANSPORTS) {
  test(`[FT1] ${transport}: the first message brings a token, to whoever asks for it, and is nobody's message`, async () => {
    const received: Message[] = [];
    class Listening extends KnockingPeer {
      override onReceive(message: Message): Message {
        received.push(message);
        return message;
      }
    }
    await using server = await testServer({ peer: Listening, rooms: ROOMS }, transport);
    for (const headers of [{}, PARLOR_CLIENT_HEADERS]) {
      const client = await server.join("/socket/room", headers, { token: "good", ...FIRST });
      client.say("hello", 1, []);
      await client.expectNothing();
    }
    expect(await server.parlor.rooms.get("room")?.members()).toMatchObject([
      { metadata: "good" },
      { metadata: "good" },
    ]);
    expect(received).toMatchObject([{ event: "hello" }, { event: "hello" }]);
  });

  test(`[FT1] ${transport}: a first message that brings no token is the peer's first message`, async () => {
    await using server = await testServer({ peer: KnockingPeer, rooms: ROOMS }, transport);
    const client = await knock(server);
    client.sayRaw("ping");
    await client.expect("authenticated");
    expect(await client.nextRaw()).toBe("pong");
    const junk = await knock(server);
    junk.sayRaw("no JSON");
    await junk.expect("authenticated");
    expect((await junk.expect("error")).data).toMatchObject({ code: "invalid_json" });
    const binary = await knock(server);
    binary.sayBinary();
    await binary.expect("authenticated");
    expect((await binary.closed).code).toBe(1003);
    expect(await server.parlor.rooms.get("room")?.members()).toMatchObject([{ metadata: null }, { metadata: null }]);
  });

  test.for([
    ["without data", { event: "authenticate", to: [] }],
    ["with a token that is no string", { event: "authenticate", data: { token: 1 }, to: [] }],
    ["without addressees", { event: "authenticate", data: { token: "good" } }],
    ["of the server's own", { event: "authenticated", data: { token: "good" }, to: [] }],
    ["of another event", { event: "hello", data: { token: "good" }, to: [] }],
  ])(`[FT1] ${transport}: a first message %s brings no token`, async ([, message]) => {
    await using server = await testServer({ peer: KnockingPeer, rooms: ROOMS }, transport);
    const client = await knock(server);
    client.sayRaw(JSON.stringify(message));
    await client.expect("authenticated");
    expect(await server.parlor.rooms.get("room")?.members()).toMatchObject([{ metadata: null }]);
  });

  test(`[FT2] ${transport}: a token among the subprotocols reaches the request, and goes nowhere else`, async () => {
    class Offered extends Peer {
      override parseRequest({ subprotocols }: UpgradeRequest): JoinRequest {
        expect(subprotocols).toEqual(["parlor.1", "parlor.token.e30.e30.c2ln"]);
        return { room: "elsewhere", credentials: null, metadata: null };
      }
    }
    await using server = await testServer({ peer: Offered, rooms: ROOMS }, transport);
    const client = await server.connect("/socket/room", {}, { token: "e30.e30.c2ln" });
    if (!(client instanceof TestClient)) throw new Error("Refused over HTTP");
    expect(await refusalOf(client)).toMatchObject([{ code: "no_such_room" }, { code: 4404 }]);
    expect(JSON.stringify(server.events)).not.toContain("e30");
  });

  test.for([
    ["/socket/room", "bad", { code: "unauthorized", details: "bad_token" }, { code: 4401, reason: "unauthorized" }],
    ["/socket/elsewhere", "good", { code: "no_such_room", details: null }, { code: 4404, reason: "no_such_room" }],
  ] as const)(
    `[FT3] ${transport}: a refusal is a frame and a close code, for every client: %s, %s`,
    async ([url, token, data, closed]) => {
      await using server = await testServer({ peer: KnockingPeer, rooms: ROOMS }, transport);
      for (const headers of [{}, PARLOR_CLIENT_HEADERS]) {
        const client = await server.connect(url, headers, { token, ...FIRST });
        if (!(client instanceof TestClient)) throw new Error("Refused over HTTP");
        expect(await refusalOf(client)).toMatchObject([data, closed]);
      }
      expect(server.parlor.peers.size).toBe(0);
      expect(JSON.stringify(server.events)).not.toContain(`"${token}"`);
    },
  );

  test(`[FT3] ${transport}: so is that of a hook that failed afterwards`, async () => {
    class Failing extends KnockingPeer {
      override onInit(): never {
        throw new Error("broken");
      }
    }
    await using server = await testServer({ peer: Failing, rooms: ROOMS }, transport);
    const client = await server.connect("/socket/room", {}, { token: "good", ...FIRST });
    if (!(client instanceof TestClient)) throw new Error("Refused over HTTP");
    expect(await refusalOf(client)).toMatchObject([{ code: "internal", details: null }, { code: 1011 }]);
  });

  test(`[FT3] ${transport}: who is refused before anybody asks for a message is refused over HTTP`, async () => {
    class Hasty extends KnockingPeer {
      override parseRequest(request: UpgradeRequest): Promise<JoinRequest> {
        const { origin } = request.headers;
        if (origin === "https://foreign.example") expect.unreachable();
        return super.parseRequest(request);
      }
    }
    await using server = await testServer({ peer: Hasty, rooms: ROOMS }, transport);
    const headers = { origin: "https://foreign.example" };
    expect(await server.connect("/socket/room", headers, { token: "good", ...FIRST })).toMatchObject({ status: 403 });
  });

  test(`[FT4] ${transport}: who says nothing in time is told so, may come back, and no hook has failed`, async () => {
    class Strict extends KnockingPeer {
      override onInit(): Refusal {
        return refuse("no_token");
      }
    }
    await using server = await testServer({ peer: Strict, rooms: ROOMS, authTimeoutMs: 50 }, transport);
    const client = await knock(server);
    expect(await refusalOf(client)).toMatchObject([{ code: "timed_out" }, { code: 4408, reason: "timed_out" }]);
    expect(server.events.map(({ type }) => type)).not.toContain("hook_failed");
    expect(server.parlor.peers.size).toBe(0);
  });

  test(`[FT4] ${transport}: a server that goes away waits for no first message`, async () => {
    await using server = await testServer({ peer: KnockingPeer, rooms: ROOMS, authTimeoutMs: false }, transport);
    const [silent, late] = [await knock(server), await knock(server)];
    void server.parlor.close();
    late.say("authenticate", { token: "good" }, []);
    for (const client of [silent, late])
      expect(await refusalOf(client)).toMatchObject([{ code: "going_away" }, { code: 1001 }]);
  });

  test(`[FT4] ${transport}: nor does it ask for one any more, and what parseRequest says then is not told`, async () => {
    const [asked, going] = [gate(), gate()];
    class Slow extends Peer {
      override async parseRequest(request: UpgradeRequest): Promise<Refusal> {
        asked.open();
        await going.opened;
        expect(await request.firstToken()).toBeNull();
        return refuse("no_token");
      }
    }
    await using server = await testServer({ peer: Slow, rooms: ROOMS, authTimeoutMs: false }, transport);
    const answered = server.connect("/socket/room");
    await asked.opened;
    void server.parlor.close();
    going.open();
    expect(await answered).toMatchObject({ status: 503, body: { code: "going_away" } });
  });

  test(`[FT4] ${transport}: it is too late to ask for a first message once the request has been answered`, async () => {
    const requests: UpgradeRequest[] = [];
    class Late extends Peer {
      override parseRequest(request: UpgradeRequest): JoinRequest | Refusal {
        requests.push(request);
        const { room } = request.params;
        return room === "room" ? { room, credentials: null, metadata: null } : refuse("no");
      }
    }
    await using server = await testServer({ peer: Late, rooms: ROOMS }, transport);
    const client = await server.join("/socket/room");
    expect(await server.connect("/socket/elsewhere")).toMatchObject({ status: 400 });
    expect(await Promise.all(requests.map((request) => request.firstToken()))).toEqual([null, null]);
    await client.expectNothing();
  });

  test.for([
    ["closes", (client: TestClient) => client.close(1000)],
    ["vanishes", (client: TestClient) => client.vanish()],
  ] as const)(`[FT5] ${transport}: a client that %s before it has said anything brings no token`, async ([, go]) => {
    const token = Promise.withResolvers<string | null>();
    class Waiting extends KnockingPeer {
      override async parseRequest(request: UpgradeRequest): Promise<JoinRequest> {
        token.resolve(await request.firstToken());
        return super.parseRequest(request);
      }
    }
    await using server = await testServer({ peer: Waiting, rooms: ROOMS }, transport);
    const client = await knock(server);
    await go(client);
    expect(await token.promise).toBeNull();
    expect(await server.event("peer_ended")).toMatchObject({ code: "lost" });
    expect(server.events.map(({ type }) => type)).not.toContain("peer_joined");
    expect(server.parlor.peers.size).toBe(0);
  });

  test(`[FT6] ${transport}: what follows the first message waits for the verdict, and none of it is lost`, async () => {
    const [asked, judged] = [gate(), gate()];
    const received: unknown[] = [];
    class Slow extends KnockingPeer {
      override async onInit(): Promise<Accept> {
        asked.open();
        await judged.opened;
        return accept();
      }
      override onReceive(message: Message): Message {
        received.push(message.data);
        return message;
      }
    }
    const bounds = { maxQueuedMessages: 4, rateLimit: false } as const;
    await using server = await testServer({ peer: Slow, rooms: ROOMS, ...bounds }, transport);
    const client = await knock(server);
    client.say("authenticate", { token: "good" }, []);
    for (let count = 0; count < 20; count++) client.say("n", count, []);
    await asked.opened;
    for (let count = 20; count < 1000; count++) client.say("n", count, []);
    // once another one has been refused, what was to be read of these has been read
    expect(await server.connect("/elsewhere")).toMatchObject({ status: 404 });
    expect(received).toEqual([]);
    judged.open();
    await client.expect("authenticated");
    await client.expectNothing();
    expect(received).toEqual(Array.from({ length: 1000 }, (_, count) => count));
  });

  test(`[FT7] ${transport}: a first message may be as long as any, and no longer`, async () => {
    await using server = await testServer({ peer: KnockingPeer, rooms: ROOMS, maxFrameBytes: 100 }, transport);
    const client = await knock(server);
    client.say("authenticate", { token: "x".repeat(100) }, []);
    expect((await client.closed).code).toBe(1009);
    expect(await server.event("peer_ended")).toMatchObject({ code: "frame_too_big" });
    expect(server.events.map(({ type }) => type)).not.toContain("peer_joined");
  });

  test(`[FT7] ${transport}: onInit sets a smaller bound for its peer, and no larger one`, async () => {
    class Bounded extends KnockingPeer {
      override onInit({ room }: AuthData): Accept {
        return accept({ maxFrameBytes: room === "small" ? 100 : 1000 });
      }
    }
    const rooms = [...ROOMS, { name: "small", room: OpenRoom }] as const;
    await using server = await testServer({ peer: Bounded, rooms, maxFrameBytes: 200 }, transport);
    const good = { token: "good", ...FIRST };
    for (const [url, length] of [
      ["/socket/small", 100],
      ["/socket/room", 200],
    ] as const) {
      const client = await server.join(url, {}, good);
      client.sayRaw("ü".repeat(length / 2));
      expect((await client.expect("error")).data).toMatchObject({ code: "invalid_json" });
      client.sayRaw("ü".repeat(length / 2 + 1));
      expect((await client.closed).code).toBe(1009);
    }
    const ends = server.events.flatMap((event) => (event.type === "peer_ended" ? [event.code] : []));
    expect(ends).toEqual(["frame_too_big", "frame_too_big"]);
  });
}
