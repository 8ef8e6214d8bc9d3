import { inspect } from "node:util";

import { expect, test } from "vitest";

import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import type { Application, ClientEvent, RoomMessage } from "../index.ts";
import { type TestClient, type TestServer, testServer } from "../testing/index.ts";

type Received = ClientEvent<Application>;
type Forwarded = RoomMessage<Application>;

async function two(peer: typeof OpenPeer, room: typeof OpenRoom): Promise<[TestServer, TestClient, TestClient]> {
  const server = await testServer({ peer, rooms: [{ name: "room", room }] });
  const [a, b] = [await server.join("/socket/room"), await server.join("/socket/room")];
  await a.expect("joined");
  return [server, a, b];
}

function peerThat(onReceive: (message: Received) => Received): typeof OpenPeer {
  return class extends OpenPeer {
    override onReceive(message: Received): Received {
      return onReceive(message);
    }
  };
}

function roomThat(onForward: (message: Forwarded) => Forwarded): typeof OpenRoom {
  return class extends OpenRoom {
    override onForward(message: Forwarded): Forwarded {
      return message.event === "joined" || message.event === "left" ? message : onForward(message);
    }
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** What either hook does. */
type Look = <M extends Received | Forwarded>(message: M) => M;

/** More digits than a double has, and a key twice. */
const WRITTEN = '{"n":123456789012345678901,"n":1.0e2}';

test("[MS11] data that nobody has read arrives as it was written", async () => {
  const seen: string[] = [];
  const look: Look = (message) => {
    seen.push(message.event);
    return message;
  };
  const [server, a, b] = await two(peerThat(look), roomThat(look));
  b.sayRaw(`{"event":"odd","data":${WRITTEN},"to":"all"}`);
  expect(await a.nextRaw()).toBe(`{"data":${WRITTEN},"event":"odd","from":"${b.id}","to":"all"}`);
  expect(seen).toEqual(["odd", "odd"]);
  await server.close();
});

test("[PR5] what is nested too deep, where nobody has seen it, is not passed on", async () => {
  const [server, a, b] = await two(OpenPeer, OpenRoom);
  b.sayRaw(`{"event":"deep","data":{"a":${"[".repeat(9000)}${"]".repeat(9000)},"a":1},"to":"all"}`);
  expect(await a.nextRaw()).toBe(`{"data":{"a":1},"event":"deep","from":"${b.id}","to":"all"}`);
  await server.close();
});

test.for([
  ["onReceive", (change: Look) => two(peerThat(change), OpenRoom)],
  ["onForward", (change: Look) => two(OpenPeer, roomThat(change))],
] as const)("[MS11] %s may change data in place, and gets the message itself for reading only", async ([, start]) => {
  const shown: unknown[] = [];
  const [server, a, b] = await start((message) => {
    if (isObject(message.data)) message.data["seen"] = true;
    expect(() => Object.assign(message, { event: "other" })).toThrow(TypeError);
    expect(() => Object.assign(message.to, { 0: "everybody" })).toThrow(TypeError);
    shown.push(inspect(message), JSON.stringify(message), { ...message });
    return message;
  });
  b.say("hello", { n: 1 }, [a.id]);
  const message = { event: "hello", data: { n: 1, seen: true }, from: b.id, to: [a.id] };
  expect(await a.next()).toEqual(message);
  expect(shown[0]).toContain("seen: true");
  expect(JSON.parse(String(shown[1]))).toEqual(message);
  expect(shown[2]).toEqual(message);
  await server.close();
});

test("[MS11] data that a peer's hook has made into no JSON is that peer's end, and not the room's", async () => {
  const peer = peerThat((message) => {
    if (isObject(message.data)) message.data["big"] = 1n;
    return message;
  });
  const [server, a, b] = await two(peer, OpenRoom);
  b.say("hello", {}, "all");
  expect((await b.closed).reason).toBe("internal");
  await a.expect("left");
  expect(server.events.filter(({ type }) => type === "room_crashed")).toEqual([]);
  await server.close();
});

test("[MS11] a list of addressees that the application has forwarded to stays its own", async () => {
  const [server, a, b] = await two(
    OpenPeer,
    roomThat((message) => message),
  );
  const watchers = [a.id];
  await server.parlor.rooms.get("room")?.forward({ event: "first", data: null, to: watchers });
  watchers.push(b.id);
  await server.parlor.rooms.get("room")?.forward({ event: "second", data: null, to: watchers });
  await a.expect("first");
  await a.expect("second");
  await b.expect("second");
  await server.close();
});
