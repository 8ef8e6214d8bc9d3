import { afterEach, expect, test, vi } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { tokenOf, TokenPeer, urlWith } from "../../fixtures/token.ts";
import { accept, type Message, refuse } from "../index.ts";
import { testServer } from "../testing/index.ts";

afterEach(() => void vi.useRealTimers());

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

type OnToken = OpenPeer["onToken"];

function peerWith(onToken: OnToken): typeof OpenPeer {
  return class extends OpenPeer {
    override onToken(token: string): ReturnType<OnToken> {
      return onToken.call(this, token);
    }
  };
}

test("[TX3] returns: the client is told, and it is one event", async () => {
  const tokens: string[] = [];
  const peer = peerWith((token) => {
    tokens.push(token);
    return accept();
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  const client = await server.join("/socket/room");
  client.say("authenticate", { token: "eyJ", more: 1 }, []);
  expect((await client.expect("token_accepted")).data).toEqual({ token_expires_in_ms: null });
  expect(tokens).toEqual(["eyJ"]);
  expect(server.events.filter(({ type }) => type === "peer_renewed")).toEqual([
    { type: "peer_renewed", peerId: client.id, room: "room" },
  ]);
});

test("[TX3] resolves: its turn is in order with the client's messages", async () => {
  const judged = gate();
  const peer = peerWith(async () => {
    await judged.opened;
    return accept();
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  const client = await server.join("/socket/room");
  client.say("before", null, [client.id]);
  client.say("authenticate", { token: "t" }, []);
  client.say("after", null, [client.id]);
  await client.expect("before");
  judged.open();
  await client.expect("token_accepted");
  await client.expect("after");
});

test("[TX3] a refusal in too many attempts is a refusal like any other", async () => {
  await using server = await testServer({ peer: peerWith(() => refuse("later", { afterMs: 1000 })), rooms: ROOMS });
  const client = await server.join("/socket/room");
  client.say("authenticate", { token: "t" }, []);
  expect((await client.expect("error")).data).toMatchObject({ code: "token_refused", details: "later" });
  await client.expectNothing();
});

test("[TX3] a class without onToken takes none, and the connection stays", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const client = await server.join("/socket/room");
  client.say("authenticate", { token: "t" }, []);
  expect((await client.expect("error")).data).toMatchObject({
    code: "token_refused",
    details: "This server takes no tokens",
  });
  await client.expectNothing();
});

test.for([
  ...FAILURES,
  ["accepts an expiry that is no number", () => accept({ expiresAt: "2030-01-01" as never })],
  ["accepts an expiry that is not a number at all", () => accept({ expiresAt: Number.NaN })],
  ["accepts an expiry of null", () => accept({ expiresAt: null as never })],
  ["accepts a sendToAll that is no boolean", () => accept({ sendToAll: "no" as never })],
  ["accepts a sendTo that is a string", () => accept({ sendTo: "ann" as never })],
  ["accepts a sendTo that is a list of numbers", () => accept({ sendTo: [5] as never })],
] as const)("[TX3] %s: that peer ends with internal, and nobody else", async ([, onToken]) => {
  await using server = await testServer({ peer: peerWith(onToken), rooms: ROOMS, hookTimeoutMs: 20 });
  const [client, other] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await client.expect("joined");
  client.say("authenticate", { token: "t" }, []);
  expect((await client.expect("error")).data).toEqual({
    code: "internal",
    description: "Internal error",
    details: null,
  });
  expect(await client.closed).toEqual({ code: 1011, reason: "internal" });
  expect((await server.event("hook_failed")).error.site).toMatchObject({ hook: "onToken", peerId: client.id });
  await other.expect("left");
  await other.expectNothing();
});

test("[TX4] a token reaches no schema, no other hook and no other client, whoever it is addressed to", async () => {
  const seen: Message[] = [];
  class Watching extends TokenPeer {
    override onReceive(message: Message): Message {
      seen.push(message);
      return message;
    }
  }
  class WatchingRoom extends OpenRoom {
    override onForward(message: Message): ReturnType<OpenRoom["onForward"]> {
      if (message.event !== "joined") seen.push(message);
      return message;
    }
  }
  const events = { chat: (_data: unknown): _data is never => expect.unreachable() };
  await using server = await testServer({ peer: Watching, rooms: [{ name: "room", room: WatchingRoom }], events });
  const [client, other] = [await server.join(urlWith({})), await server.join(urlWith({}))];
  await client.expect("joined");
  for (const to of ["all", [other.id], [client.id], []] as const) {
    client.say("authenticate", tokenOf({}), to);
    await client.expect("token_accepted");
  }
  await client.expectNothing();
  await other.expectNothing();
  expect(seen).toEqual([]);
});

test.for([null, "eyJ", 5, [], {}, ["eyJ"], { token: null }, { token: 5 }, { token: ["eyJ"] }, { Token: "eyJ" }])(
  "[TX5] %j is no token: the client is told so, no hook is asked, and the connection stays",
  async (data) => {
    const peer = peerWith(() => expect.unreachable());
    await using server = await testServer({ peer, rooms: ROOMS });
    const client = await server.join("/socket/room");
    client.say("authenticate", data, []);
    expect((await client.expect("error")).data).toEqual({
      code: "invalid_message",
      description: "Invalid message",
      details: "data: expected { token: string }",
    });
    await client.expectNothing();
  },
);

test("[TX5] what objects inherit is no token", async () => {
  await using server = await testServer({ peer: peerWith(() => expect.unreachable()), rooms: ROOMS });
  const client = await server.join("/socket/room");
  client.sayRaw('{"event":"authenticate","data":{"__proto__":{"token":"x"}},"to":[]}');
  expect((await client.expect("error")).data).toMatchObject({ code: "invalid_message" });
});

test("[TX5] a flood of tokens is a flood: refused, then closed; one is judged at a time", async () => {
  let [judging, most, all] = [0, 0, 0];
  const peer = peerWith(async () => {
    all++;
    most = Math.max(most, ++judging);
    await Promise.resolve();
    judging--;
    return accept();
  });
  const rateLimit = { burst: 20, perSecond: 1, strikes: 10 };
  await using server = await testServer({ peer, rooms: ROOMS, rateLimit });
  const client = await server.join("/socket/room");
  for (let count = 0; count < 100; count++) client.say("authenticate", { token: "t" }, []);
  expect(await client.closed).toEqual({ code: 4429, reason: "rate_limited" });
  await vi.waitFor(() => expect(server.parlor.peers.size).toBe(0));
  expect(most).toBe(1);
  expect(all).toBeLessThanOrEqual(20);
});

test("[TX5] tokens have a rate of their own: five at once, then one a second; what is beyond is not looked at", async () => {
  vi.useFakeTimers();
  let judged = 0;
  const peer = peerWith(() => (judged++, accept()));
  await using server = await testServer({ peer, rooms: ROOMS, rateLimit: false, heartbeatMs: false });
  const client = await server.join("/socket/room");
  const outcomes = async (count: number): Promise<unknown[]> => {
    for (let sent = 0; sent < count; sent++) client.say("authenticate", { token: "t" }, []);
    const answers = await Promise.all(Array.from({ length: count }, () => client.next()));
    return answers.map(({ event, data }) => (event === "error" ? (data as { code: unknown }).code : event));
  };
  const accepted = "token_accepted";
  expect(await outcomes(7)).toEqual([...Array(5).fill(accepted), "rate_limited", "rate_limited"]);
  await vi.advanceTimersByTimeAsync(999);
  expect(await outcomes(1)).toEqual(["rate_limited"]);
  await vi.advanceTimersByTimeAsync(1001);
  expect(await outcomes(3)).toEqual([accepted, accepted, "rate_limited"]);
  expect(judged).toBe(7);
  client.say("chat", null, [client.id]);
  await client.expect("chat");
});

test("[PR4] token_accepted is the server's own word", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  const client = await server.join("/socket/room");
  client.say("token_accepted", { token_expires_in_ms: null }, [client.id]);
  expect((await client.expect("error")).data).toMatchObject({ code: "reserved_event" });
  expect(() => server.parlor.peers.get(client.id)?.send("token_accepted", {})).toThrow(TypeError);
});
