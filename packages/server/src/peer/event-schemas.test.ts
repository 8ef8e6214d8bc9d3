import { expect, test } from "vitest";
import { z } from "zod";

import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import {
  type Application,
  type ClientEvent,
  type EventsOf,
  type JoinRequest,
  Peer,
  Room,
  type RoomMessage,
} from "../index.ts";
import { type TestServer, testServer } from "../testing/index.ts";

const events = {
  chat: z.object({ text: z.string().max(10), times: z.number().default(1) }),
  ready: (data: unknown): data is true => data === true,
  role: (data: unknown): data is { role: "user" } =>
    typeof data === "object" && data !== null && "role" in data && data.role === "user",
};

interface App {
  readonly events: EventsOf<typeof events>;
}

class AppPeer extends Peer<App> {
  override parseRequest(): JoinRequest<App> {
    return { room: "room", credentials: null, metadata: null };
  }
}

/** Trusts its types: what would crash it must not come so far. */
class Trusting extends Room<App> {
  override onForward(message: RoomMessage<App>): RoomMessage<App> {
    if (message.event !== "chat") return message;
    return { ...message, data: { ...message.data, text: message.data.text.toUpperCase() } };
  }
}

function appServer(): Promise<TestServer> {
  return testServer({ peer: AppPeer, events, rooms: [{ name: "room", room: Trusting }] });
}

test("[MS9] hooks and members get what the schema has made of the data", async () => {
  await using server = await appServer();
  const [a, b] = [await server.join("/socket"), await server.join("/socket")];
  b.say("chat", { text: "hello", extra: true }, "all");
  b.say("ready", true, "all");
  await a.expect("joined");
  expect((await a.expect("chat")).data).toEqual({ text: "HELLO", times: 1 });
  expect((await a.expect("ready")).data).toBe(true);
});

test.for([
  ["chat", null],
  ["chat", { text: 5 }],
  ["chat", { text: "x".repeat(11) }],
  ["ready", false],
] as const)("[MS9] %s with %j is an invalid message, which no hook sees", async ([event, data]) => {
  await using server = await appServer();
  const [a, b] = [await server.join("/socket"), await server.join("/socket")];
  b.say(event, data, "all");
  expect((await b.expect("error")).data).toMatchObject({
    code: "invalid_message",
    details: "data: not what this event carries",
  });
  await a.expect("joined");
  await a.expectNothing();
});

test("[MS9] what a type guard has not seen does not pass behind its back", async () => {
  await using server = await appServer();
  const [a, b] = [await server.join("/socket"), await server.join("/socket")];
  await a.expect("joined");
  b.sayRaw('{"event":"role","data":{"role":"admin","role":"user"},"to":"all"}');
  expect(await a.nextRaw()).toBe(`{"data":{"role":"user"},"event":"role","from":"${b.id}","to":"all"}`);
});

test.for(["other", "__proto__", "constructor", "toString"])(
  "[MS9] %s is no event of this application",
  async (event) => {
    await using server = await appServer();
    const a = await server.join("/socket");
    a.say(event, null, [a.id]);
    expect((await a.expect("error")).data).toMatchObject({
      code: "invalid_message",
      details: "event: not one of this application",
    });
  },
);

test.for(["offer", "answer", "candidate", "relink", "bye"])(
  "[MS9] %s passes unread: a call works whatever is declared",
  async (event) => {
    await using server = await appServer();
    const a = await server.join("/socket");
    a.say(event, { type: event, sdp: "v=0" }, [a.id]);
    expect((await a.expect(event)).data).toEqual({ type: event, sdp: "v=0" });
  },
);

/** Has a look at nothing. */
class Passing extends OpenPeer {
  override onReceive(message: ClientEvent<Application>): ClientEvent<Application> {
    return message;
  }
}

test.for([
  [
    "throws",
    (): never => {
      throw new Error("bug");
    },
  ],
  ["is asynchronous", () => Promise.resolve({ value: 1 })],
  ["makes what is no JSON", () => ({ value: 1n })],
] as const)("[PE2] a schema that %s is a failed hook: its sender alone ends", async ([, validate]) => {
  const broken = { "~standard": { version: 1, vendor: "test", validate } } as const;
  for (const peer of [OpenPeer, Passing]) {
    const rooms = [{ name: "room", room: OpenRoom }] as const;
    await using server = await testServer({ peer, events: { chat: broken }, rooms });
    const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
    b.say("chat", 1, "all");
    expect((await b.expect("error")).data).toMatchObject({ code: "internal" });
    await a.expect("joined");
    await a.expect("left");
  }
});

test("[MS9] what a schema has made may be anything, if a hook makes JSON of it", async () => {
  class Writing extends OpenPeer {
    override onReceive(message: ClientEvent<Application>): ClientEvent<Application> {
      return { ...message, data: String(message.data) };
    }
  }
  const rooms = [{ name: "room", room: OpenRoom }] as const;
  await using server = await testServer({ peer: Writing, events: { large: z.coerce.bigint() }, rooms });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  b.say("large", "9007199254740993", "all");
  await a.expect("joined");
  expect((await a.expect("large")).data).toBe("9007199254740993");
});
