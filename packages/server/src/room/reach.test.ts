import { expect, test } from "vitest";

import { OpenRoom } from "../../fixtures/open.ts";
import { tokenOf, TokenPeer, urlWith } from "../../fixtures/token.ts";
import { DROP, type Message, type PeerInit } from "../index.ts";
import { type TestClient, type TestServer, testServer } from "../testing/index.ts";
import { limitReach } from "./reach.ts";

const MEMBERS = new Map([
  ["A", { identity: "ann" }],
  ["B", { identity: "bob" }],
  ["N", { identity: null }],
]);
const TO_ANN = new Set(["ann"]);

test.for([
  ["all", { all: true, members: false }, "all", null],
  ["all", { all: false, members: true }, null, "all"],
  [["A", "B"], { all: false, members: true }, ["A", "B"], null],
  [["A", "B", "A", "X"], { all: true, members: false }, null, ["A", "B", "X"]],
  [["A", "B", "N", "B"], { all: true, members: TO_ANN }, ["A"], ["B", "N"]],
  [["B"], { all: true, members: TO_ANN }, null, ["B"]],
  [["A", "X"], { all: true, members: TO_ANN }, ["A", "X"], null],
  [["A"], { all: true, members: new Set<string>() }, null, ["A"]],
  [[], { all: false, members: false }, [], null],
] as const)("[RC1] divides %j by %j", ([to, reach, allowed, refused]) => {
  expect(limitReach(to, reach, MEMBERS)).toEqual({ allowed, refused });
});

interface Meeting extends AsyncDisposable {
  readonly server: TestServer;
  /** Whose client has the terms that the test is about. */
  readonly speaker: TestClient;
  readonly ann: TestClient;
  readonly bob: TestClient;
  /** Who has no identity. */
  readonly nobody: TestClient;
}

async function meeting(terms: PeerInit, room = OpenRoom): Promise<Meeting> {
  const server = await testServer({ peer: TokenPeer, rooms: [{ name: "room", room }] });
  const speaker = await server.join(urlWith(terms));
  const ann = await server.join(urlWith({ identity: "ann" }));
  const bob = await server.join(urlWith({ identity: "bob" }));
  const nobody = await server.join(urlWith({}));
  for (const client of [speaker, ann, bob, nobody]) client.takeAll();
  return { server, speaker, ann, bob, nobody, [Symbol.asyncDispose]: () => server.close() };
}

/** The events of everything that each client was sent and has not read. */
function heard(...clients: readonly TestClient[]): unknown[] {
  return clients.map((client) => client.takeAll().map(({ event }) => event));
}

test("[RC1] who may not send to all is told so, and nobody hears anything", async () => {
  await using room = await meeting({ sendToAll: false });
  const { server, speaker, ann, bob, nobody } = room;
  speaker.say("news", 1, "all");
  speaker.say("news", 2, [ann.id, nobody.id]);
  expect(await speaker.next()).toEqual({
    event: "error",
    data: { code: "not_allowed", description: "Not allowed", details: "all" },
    from: null,
    to: [speaker.id],
  });
  expect(await server.event("message_refused")).toEqual({
    type: "message_refused",
    peerId: speaker.id,
    room: "room",
    code: "not_allowed",
  });
  expect(heard(speaker, ann, bob, nobody)).toEqual([[], ["news"], [], ["news"]]);
});

test("[RC1] who may send to nobody in particular can still send to all, and to the room itself", async () => {
  const passed: unknown[] = [];
  class Watching extends OpenRoom {
    override onForward(message: Message): ReturnType<OpenRoom["onForward"]> {
      if (message.event === "news") passed.push(message.data);
      return message;
    }
  }
  await using room = await meeting({ sendTo: false }, Watching);
  const { speaker, ann, bob, nobody } = room;
  speaker.say("news", 1, "all");
  speaker.say("news", 2, []);
  speaker.say("news", 3, [ann.id, "nobody", speaker.id]);
  expect((await speaker.next()).data).toMatchObject({
    code: "not_allowed",
    details: [ann.id, "nobody", speaker.id],
  });
  expect(heard(speaker, ann, bob, nobody)).toEqual([[], ["news"], ["news"], ["news"]]);
  expect(passed).toEqual([1, 2]);
});

test("[RC1] a list of identities: those get the message, the sender hears of the others, and of unknown ids as ever", async () => {
  await using room = await meeting({ sendTo: ["ann", "zoe"] });
  const { speaker, ann, bob, nobody } = room;
  const ids = [ann.id, bob.id, nobody.id, "unknown", bob.id];
  speaker.say("news", 1, ids);
  expect((await speaker.next()).data).toMatchObject({ code: "not_allowed", details: [bob.id, nobody.id] });
  expect((await speaker.next()).data).toMatchObject({ code: "no_such_peer", details: ["unknown"] });
  expect((await ann.next()).to).toEqual([ann.id, "unknown"]);
  expect(heard(speaker, ann, bob, nobody)).toEqual([[], [], [], []]);
});

test("[RC1] everybody of an allowed identity can be reached, whoever has joined since", async () => {
  await using room = await meeting({ sendTo: ["ann"] });
  const { server, speaker, ann } = room;
  const second = await server.join(urlWith({ identity: "ann" }));
  speaker.takeAll();
  ann.takeAll();
  speaker.say("news", 1, [second.id, ann.id]);
  expect(heard(speaker, ann, second)).toEqual([[], ["news"], ["news"]]);
});

test("[RC2] what the server's own code forwards, and what onForward makes of it, goes wherever it wants", async () => {
  class Generous extends OpenRoom {
    override onForward(message: Message): ReturnType<OpenRoom["onForward"]> {
      return message.event === "whisper" ? { ...message, to: "all" } : message;
    }
  }
  class Helpful extends TokenPeer {
    override onReceive(message: Message): ReturnType<TokenPeer["onReceive"]> {
      if (message.event !== "help") return message;
      this.forward({ event: "help", data: null, to: "all" });
      return DROP;
    }
  }
  await using server = await testServer({ peer: Helpful, rooms: [{ name: "room", room: Generous }] });
  const mute = await server.join(urlWith({ sendToAll: false, sendTo: ["mute"], identity: "mute" }));
  const other = await server.join(urlWith({}));
  await mute.expect("joined");
  mute.say("help", null, "all");
  mute.say("whisper", null, [mute.id]);
  mute.say("news", null, "all");
  expect(heard(mute, other)).toEqual([["error"], ["help", "whisper"]]);
});

test("[RC2] what onReceive has made of a message is still the client's word", async () => {
  class Widening extends TokenPeer {
    override onReceive(message: Message): ReturnType<TokenPeer["onReceive"]> {
      return { ...message, to: "all" };
    }
  }
  await using server = await testServer({ peer: Widening, rooms: [{ name: "room", room: OpenRoom }] });
  const mute = await server.join(urlWith({ sendToAll: false }));
  mute.say("news", null, [mute.id]);
  expect((await mute.expect("error")).data).toMatchObject({ code: "not_allowed", details: "all" });
});

test("[RC2] a new token widens it and narrows it, from the next message on", async () => {
  await using room = await meeting({ sendToAll: false, sendTo: false });
  const { speaker, ann } = room;
  speaker.say("news", 1, "all");
  speaker.say("authenticate", tokenOf({ sendTo: ["ann"] }), []);
  speaker.say("news", 2, "all");
  speaker.say("authenticate", tokenOf({ sendToAll: false }), []);
  speaker.say("news", 3, "all");
  speaker.say("news", 4, [ann.id]);
  expect(heard(speaker)).toEqual([["error", "token_accepted", "token_accepted", "error"]]);
  expect(ann.takeAll().map(({ data }) => data)).toEqual([2, 4]);
});
