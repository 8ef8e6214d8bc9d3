import { expect, test } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { type ClientEvent, DROP, type Application } from "../index.ts";
import { testServer } from "../testing/index.ts";

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

type OnReceive = OpenPeer["onReceive"];

/** A peer whose `onReceive` treats the event "special" as told, and everything else as usual. */
function peerWith(
  onSpecial: (message: ClientEvent<Application>, peer: OpenPeer) => ReturnType<OnReceive>,
): typeof OpenPeer {
  return class extends OpenPeer {
    override onReceive(message: ClientEvent<Application>): ReturnType<OnReceive> {
      return message.event === "special" ? onSpecial(message, this) : message;
    }
  };
}

test("[MS4] returns: the message, a changed one, or DROP", async () => {
  const peer = peerWith((message) =>
    message.data === "drop" ? DROP : { ...message, event: "changed", data: [message.data] },
  );
  await using server = await testServer({ peer, rooms: ROOMS });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  b.say("special", "drop", "all");
  b.say("special", "keep", "all");
  b.say("usual", 1, "all");
  await a.expect("joined");
  expect(await a.next()).toEqual({ event: "changed", data: ["keep"], from: b.id, to: "all" });
  expect(await a.next()).toEqual({ event: "usual", data: 1, from: b.id, to: "all" });
  expect(server.events).toContainEqual({
    type: "message_dropped",
    room: "room",
    from: b.id,
    event: "special",
    by: "onReceive",
  });
});

test("[OR2] resolves: later messages of this peer wait, those of others do not", async () => {
  const looked = gate();
  const peer = peerWith(async (message) => {
    await looked.opened;
    return message;
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  const [a, b, c] = [
    await server.join("/socket/room"),
    await server.join("/socket/room"),
    await server.join("/socket/room"),
  ];
  a.takeAll();
  b.say("special", 1, [a.id]);
  b.say("usual", 2, [a.id]);
  c.say("usual", 3, [a.id]);
  expect((await a.next()).data).toBe(3);
  looked.open();
  expect((await a.next()).data).toBe(1);
  expect((await a.next()).data).toBe(2);
});

test.for([
  ...FAILURES,
  ["returns what is no JSON", (message: ClientEvent<Application>) => ({ ...message, data: 1n })],
] as const)(
  "[PE2] %s: that peer alone hears internal and is closed; the others see it leave",
  async ([, onSpecial]) => {
    const ended: string[] = [];
    class Ending extends peerWith(onSpecial) {
      override onTerminate(code: string): void {
        ended.push(code);
      }
    }
    await using server = await testServer({ peer: Ending, rooms: ROOMS, hookTimeoutMs: 20 });
    const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
    await a.expect("joined");
    b.say("special", null, "all");
    b.say("usual", null, "all");
    expect((await b.expect("error")).data).toEqual({ code: "internal", description: "Internal error", details: null });
    expect(await b.closed).toEqual({ code: 1011, reason: "internal" });
    expect(await a.next()).toEqual({
      event: "left",
      data: { peer_id: b.id, reason: "removed" },
      from: null,
      to: "all",
    });
    await a.expectNothing();
    expect(ended).toEqual(["internal"]);
  },
);

test("[MS10] a peer sends to its client, and forwards as if its client had", async () => {
  const peer = peerWith((message, self) => {
    expect(self.send("told", message.data)).toBe(true);
    self.forward({ event: "passed on", data: message.data, to: "all" });
    return DROP;
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await a.expect("joined");
  b.say("special", 7, "all");
  expect(await b.next()).toEqual({ event: "told", data: 7, from: null, to: [b.id] });
  expect(await a.next()).toEqual({ event: "passed on", data: 7, from: b.id, to: "all" });
});

test("[MS10] a peer may forward more than it gets, and its client is still read", async () => {
  const looked = gate();
  const peer = peerWith(async (message, self) => {
    await looked.opened;
    self.forward({ event: "copy", data: message.data, to: "all" });
    return message;
  });
  await using server = await testServer({ peer, rooms: ROOMS, maxQueuedMessages: 4 });
  const a = await server.join("/socket/room");
  const { client: b, socket } = await server.connectByHand("/socket/room");
  await b.expect("authenticated");
  for (let count = 0; count < 30; count++) b.say("special", count, "all");
  looked.open();
  await a.expect("joined");
  const heard: unknown[] = [];
  for (let count = 0; count < 60; count++) heard.push((await a.next()).event);
  expect(heard.filter((event) => event === "copy")).toHaveLength(30);
  expect(socket.toServer.waiting).toEqual([]);
  await b.close();
  await a.expect("left");
});

test("[PE1] a peer stops itself", async () => {
  const peer = peerWith((_message, self) => {
    self.stop({ reason: "that was enough" });
    return DROP;
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  const b = await server.join("/socket/room");
  b.say("special", null, "all");
  expect((await b.expect("error")).data).toMatchObject({ code: "removed", details: "that was enough" });
  expect(await b.closed).toEqual({ code: 4403, reason: "removed" });
});

test("[MS10] a reserved event, no addressee, or what is no JSON, is the caller's error", async () => {
  const errors: unknown[] = [];
  const peer = peerWith((message, self) => {
    const mistakes = [
      () => self.send("joined", null),
      () => self.send("fine", 1n),
      () => self.forward({ event: "left", data: null, to: "all" }),
      () => self.forward({ event: "fine", data: null, to: undefined as never }),
      () => self.forward({ event: "fine", data: null, to: [5] as never }),
    ];
    for (const mistake of mistakes) {
      try {
        mistake();
      } catch (error) {
        errors.push(error);
      }
    }
    return message;
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  const b = await server.join("/socket/room");
  b.say("special", null, [b.id]);
  await b.expect("special");
  expect(errors).toEqual(Array.from({ length: 5 }, () => expect.any(TypeError)));
});

test("[PE7] what a client said before it left is still read, also by a slow hook", async () => {
  const looked = gate();
  const peer = peerWith(async (message) => {
    await looked.opened;
    return message;
  });
  await using server = await testServer({ peer, rooms: ROOMS });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  b.say("special", 1, "all");
  b.say("usual", 2, "all");
  await b.close();
  looked.open();
  expect((await a.expect("joined")).from).toBe(b.id);
  expect((await a.expect("special")).data).toBe(1);
  expect((await a.expect("usual")).data).toBe(2);
  await a.expect("left");
});

test("[PE7] but not for ever: a hook that hangs does not keep a ghost in the room", async () => {
  const peer = peerWith(() => new Promise(() => undefined));
  await using server = await testServer({ peer, rooms: ROOMS, hookTimeoutMs: 30 });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  b.say("special", 1, "all");
  b.say("usual", 2, "all");
  await b.close();
  await a.expect("joined");
  await a.expect("left");
});

test("[PE8] a peer whose messages wait is not read any more, and loses none of them", async () => {
  const looked = gate();
  const peer = peerWith(async (message) => {
    await looked.opened;
    return message;
  });
  await using server = await testServer({ peer, rooms: ROOMS, maxQueuedMessages: 4 });
  const a = await server.join("/socket/room");
  const { client: b, socket } = await server.connectByHand("/socket/room");
  await b.expect("authenticated");
  b.say("special", 0, "all");
  for (let count = 1; count < 20; count++) b.say("usual", count, "all");
  expect(socket.toServer.waiting.length).toBe(15);
  looked.open();
  await a.expect("joined");
  for (let count = 0; count < 20; count++) expect((await a.next()).data).toBe(count);
  expect(socket.toServer.waiting.length).toBe(0);
});
