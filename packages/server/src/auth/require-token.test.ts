import { inspect } from "node:util";

import { afterEach, beforeEach, expect, expectTypeOf, test, vi } from "vitest";

import { forge, NOW_SECONDS, PAYLOAD, SECRET, tokenWith } from "../../fixtures/jwt.ts";
import { OpenRoom } from "../../fixtures/open.ts";
import type { Awaitable } from "../actor/awaitable.ts";
import { accept, type ClientEvent, DROP, type Drop, type JoinData, logTo } from "../index.ts";
import { type RefusedConnection, TestClient, type TestServer, testServer } from "../testing/index.ts";
import { bearerToken } from "./bearer-token.ts";
import { requireToken, type RequireTokenOptions } from "./require-token.ts";
import type { TokenApplication, TokenPeer, TokenVerdict } from "./token-peer.ts";
import type { VerifiedToken } from "./verified-token.ts";

const HS256 = { keys: SECRET, algorithms: ["HS256"] } as const satisfies RequireTokenOptions;
const ROOMS = [
  { name: "lobby", room: OpenRoom },
  { name: "team-1", room: OpenRoom },
  { name: "other", room: OpenRoom },
] as const;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_SECONDS * 1000, toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => void vi.useRealTimers());

function open(options: Partial<RequireTokenOptions> = {}): Promise<TestServer> {
  return testServer({ peer: requireToken({ ...HS256, ...options }), rooms: ROOMS });
}

/** How a token fares in the upgrade: its HTTP refusal's code and details, or a client that has joined. */
async function knock(server: TestServer, token: string, url = "/socket/lobby"): Promise<TestClient | unknown[]> {
  const client = await server.connect(url, { authorization: `Bearer ${token}` });
  if (!(client instanceof TestClient)) return said(client);
  await client.expect("authenticated");
  return client;
}

function said({ status, body }: RefusedConnection): unknown[] {
  const { code, details } = body as { code: unknown; details: unknown };
  return [status, code, details];
}

const BAD = [401, "unauthorized", "bad_token"];

test.for([
  ["as a subprotocol", { tokenIn: "subprotocol" }],
  ["as the first message", { tokenIn: "first_message" }],
] as const)("[TK10] a token %s lets in, as who it says and for as long as it says", async ([, where]) => {
  await using server = await open({ token: (request) => bearerToken(request) ?? request.firstToken() });
  const token = tokenWith({}, { metadata: { name: "Ann" } });
  const client = await server.connect("/socket/lobby", {}, { token, ...where });
  if (!(client instanceof TestClient)) throw new Error("refused");
  const { data } = await client.expect("authenticated");
  expect(data).toMatchObject({ room: "lobby", token_expires_in_ms: 605_000 });
  expect([...server.parlor.peers].map(({ identity }) => identity)).toEqual(["ann"]);
  expect(await server.parlor.rooms.get("lobby")?.members()).toEqual([
    { peer_id: client.id, metadata: { name: "Ann" } },
  ]);
});

test("[TK10] where the path names no room, it is the one that the token is for", async () => {
  await using server = await open();
  const client = await knock(server, tokenWith(), "/socket");
  expect(client).toBeInstanceOf(TestClient);
  expect(await server.event("peer_joined")).toMatchObject({ room: "lobby" });
  expect(await knock(server, tokenWith({}, { room: "*" }), "/socket")).toEqual([401, "unauthorized", "other_room"]);
  expect(await knock(server, forge(PAYLOAD, { alg: "HS256" }, "x"), "/socket")).toEqual(BAD);
  expect(await knock(server, "x".repeat(9000), "/socket")).toEqual(BAD);
});

test("[TK10] the token of another room lets nobody in, nor one whose name is a pattern", async () => {
  await using server = await open();
  const team = tokenWith({}, { room: "team-*" });
  expect(await knock(server, team, "/socket/team-1")).toBeInstanceOf(TestClient);
  const elsewhere = [401, "unauthorized", "other_room"];
  expect(await knock(server, team, "/socket/other")).toEqual(elsewhere);
  expect(await knock(server, team, "/socket/team-*")).toEqual(elsewhere);
  expect(await knock(server, tokenWith(), "/socket/LOBBY")).toEqual(elsewhere);
  // whether there is such a room, only who is allowed in learns
  expect(await knock(server, tokenWith(), "/socket/nowhere")).toEqual(elsewhere);
  expect(await knock(server, team, "/socket/team-2")).toEqual([404, "no_such_room", null]);
});

test.for<[string, string, string]>([
  ["junk", "a.b.c", "bad_token"],
  ["a forged token", forge(PAYLOAD, { alg: "HS256" }, "another secret of thirty-two bytes"), "bad_token"],
  ["a token of tomorrow", tokenWith({ nbf: NOW_SECONDS + 86_400 }), "bad_token"],
  ["a token without a grant", forge({ ...PAYLOAD, parlor: undefined }), "bad_token"],
  ["a token for others", tokenWith({ aud: "mail" }), "bad_token"],
  ["an expired token", tokenWith({ exp: NOW_SECONDS - 5 }), "expired"],
])("[TK11] who brings %s hears no more than what to do about it", async ([, token, word]) => {
  await using server = await open();
  expect(await knock(server, token)).toEqual([401, "unauthorized", word]);
});

test.for(["/socket/lobby", "/socket"])("[TK11] who brings no token at all to %s is told the same", async (url) => {
  await using server = await open();
  const client = await server.connect(url, { "sec-websocket-protocol": "" });
  // without a socket that would have to be opened first, and kept while nothing comes
  if (client instanceof TestClient) throw new Error("let in");
  expect(said(client)).toEqual(BAD);
});

test.for(["/socket/lobby", "/socket"])(
  "[TK11] who brings none to %s as the first message is told the same, on the socket",
  async (url) => {
    await using server = await open({ token: (request) => request.firstToken() });
    const client = await server.connect(url);
    if (!(client instanceof TestClient)) throw new Error("refused before the first message");
    client.say("hello", null, "all");
    expect((await client.expect("error")).data).toMatchObject({ code: "unauthorized", details: "bad_token" });
    expect(await client.closed).toMatchObject({ code: 4401 });
  },
);

test("[TK11] while the keys cannot be had, clients are told to come again", async () => {
  // nothing listens on this port
  await using server = await open({ keys: new URL("http://127.0.0.1:1/keys"), algorithms: ["ES256"] });
  const token = `${Buffer.from('{"alg":"ES256"}').toString("base64url")}.e30.AAAA`;
  const random = vi.spyOn(Math, "random");
  for (const [chance, after_ms] of [
    [0, 5000],
    [0.999, 9995],
  ] as const) {
    // not all at the same moment
    random.mockReturnValue(chance);
    expect(await knock(server, token)).toEqual([429, "too_many_attempts", { after_ms }]);
  }
  random.mockRestore();
});

test("[TK12] the raw token is nowhere to be found, once it has been verified", async () => {
  const token = tokenWith({ sub: undefined });
  const [, , signature = ""] = token.split(".");
  const seen: unknown[] = [];
  const lines: string[] = [];
  class Curious extends requireToken(HS256) {
    override onVerified(...given: Parameters<TokenPeer["onVerified"]>): TokenVerdict {
      seen.push(given, this);
      return accept();
    }
  }
  class Room extends OpenRoom {
    override onJoin(auth: JoinData): ReturnType<OpenRoom["onJoin"]> {
      seen.push(auth);
      return accept();
    }
  }
  await using server = await testServer({ peer: Curious, rooms: [{ name: "lobby", room: Room }] });
  const log = (line: unknown): void => void lines.push(inspect(line));
  server.parlor.observe(logTo({ debug: log, info: log, warn: log, error: log }));
  const client = await server.join("/socket/lobby", {}, { token });
  client.say("authenticate", { token }, []);
  await client.expect("error");
  expect(await server.connect("/socket/lobby", { authorization: `Bearer ${token}x` })).not.toBeInstanceOf(TestClient);
  expect(seen).toHaveLength(3);
  for (const shown of [seen, server.events, lines]) {
    expect(inspect(shown, { depth: 12, showHidden: true, getters: true })).not.toContain(signature);
    expect(JSON.stringify(shown)).not.toContain(signature);
  }
});

test("[TK12] the room gets who it is and what the token says", async () => {
  const joins: JoinData[] = [];
  class Room extends OpenRoom {
    override onJoin(auth: JoinData): ReturnType<OpenRoom["onJoin"]> {
      joins.push(auth);
      return accept();
    }
  }
  await using server = await testServer({ peer: requireToken(HS256), rooms: [{ name: "lobby", room: Room }] });
  await server.join("/socket/lobby", {}, { token: tokenWith({ role: "guest" }) });
  expect(joins).toMatchObject([
    {
      identity: "ann",
      credentials: null,
      expiresAt: (NOW_SECONDS + 605) * 1000,
      claims: { subject: "ann", claims: { role: "guest" } },
    },
  ]);
});

// the class

test("[TK16] the token may be anywhere, and the class is extended like any other", async () => {
  class Shouting extends requireToken({ ...HS256, token: ({ query }) => query.get("token") }) {
    override onReceive(message: ClientEvent<TokenApplication>): ClientEvent<TokenApplication> | Drop {
      return message.event === "whisper" ? DROP : { ...message, data: String(message.data).toUpperCase() };
    }
  }
  await using server = await testServer({ peer: Shouting, rooms: ROOMS });
  const ann = await server.join(`/socket/lobby?token=${tokenWith()}`);
  ann.say("whisper", "a", [ann.id]);
  ann.say("say", "b", [ann.id]);
  expect((await ann.expect("say")).data).toBe("B");
});

test("[TK16] a wrong option is refused when the class is made", () => {
  expect(() => requireToken({ ...HS256, keys: "short" })).toThrow("a secret of at least 32 bytes");
  expect(() => requireToken(Object.assign({ tokens: 1 }, HS256))).toThrow(
    "requireToken.tokens: there is no such option",
  );
});

interface Chess {
  readonly metadata: { readonly name: string };
  readonly events: { readonly move: string };
  readonly options: { readonly level: number };
}

test("[TY1] the class has the types of the application and of the token", () => {
  class Player extends requireToken<Chess>(HS256) {
    override onVerified(token: VerifiedToken): TokenVerdict<Chess> {
      expectTypeOf<ReturnType<TokenPeer<Chess>["onVerified"]>>().toEqualTypeOf<Awaitable<TokenVerdict<Chess>>>();
      // @ts-expect-error: the metadata are of another type
      if (token.subject === "eve") return accept({ metadata: { title: "Eve" } });
      // @ts-expect-error: who it is, the token says
      if (token.subject === "ben") return accept({ identity: "ben" });
      return accept({ metadata: { name: "Ann" }, idleTimeoutMs: false, sendTo: [] });
    }

    override onReceive(message: ClientEvent<TokenApplication<Chess>>): ReturnType<TokenPeer<Chess>["onReceive"]> {
      if (message.event === "move") expectTypeOf(message.data).toBeString();
      this.send("move", "e2e4");
      // @ts-expect-error: there is no such event
      this.send("draw", null);
      return DROP;
    }
  }
  expectTypeOf<JoinData<TokenApplication<Chess>>["claims"]>().toEqualTypeOf<VerifiedToken>();
  expectTypeOf<JoinData<TokenApplication<Chess>>["metadata"]>().toEqualTypeOf<Chess["metadata"]>();
  expect(new Player()).toBeInstanceOf(Player);
});
