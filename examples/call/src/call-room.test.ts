import { TestClient, type TestServer, testServer } from "@parlor/server/testing";
import { expect, test } from "vitest";

import { CallPeer } from "./call-peer.ts";
import { CallRoom } from "./call-room.ts";
import { EVENTS } from "./events.ts";
import { isRoomName, newRoomName } from "./room-name.ts";

function start(): Promise<TestServer> {
  return testServer({
    peer: CallPeer,
    events: EVENTS,
    onMissingRoom: ({ room }) => (isRoomName(room) ? { room: CallRoom } : null),
  });
}

const ROOM = newRoomName();

/** The URL of somebody whose tab has the key `digit` 32 times. */
function urlOf(digit: string, name = "Ada"): string {
  return `/socket/${ROOM}?key=${digit.repeat(32)}&name=${encodeURIComponent(name)}`;
}

test("a room is there as soon as somebody opens its link, and others see the name", async () => {
  await using server = await start();
  const ada = await server.join(urlOf("a"));
  await server.join(urlOf("b", "  Ben \n of\tthe   North "));
  expect(await ada.expect("joined")).toMatchObject({ data: { metadata: { name: "Ben of the North" } } });
});

test("others see that it is the same tab again, and nothing of its key", async () => {
  await using server = await start();
  const ada = await server.join(urlOf("a"));
  const tabs: unknown[] = [];
  for (const digit of ["b", "b", "c"]) {
    const ben = await server.join(urlOf(digit));
    const joined = await ada.expect("joined");
    expect(JSON.stringify(joined)).not.toContain(digit.repeat(32));
    tabs.push((joined.data as { metadata: unknown }).metadata);
    await ben.close();
    await ada.expect("left");
  }
  expect(tabs[1]).toEqual(tabs[0]);
  expect(tabs[2]).not.toEqual(tabs[0]);
});

test("a name that nobody has made up is refused, and so is somebody without a key", async () => {
  await using server = await start();
  const key = "a".repeat(32);
  expect(await server.connect(`/socket/lobby?key=${key}`)).toMatchObject({ status: 400 });
  expect(await server.connect(`/socket/${ROOM}`)).toMatchObject({ status: 400 });
  expect(await server.connect(`/socket/${ROOM}?key=short`)).toMatchObject({ status: 400 });
});

test("the seventh is told that the call is full, and comes in when somebody has left", async () => {
  await using server = await start();
  const [first] = await Promise.all(["1", "2", "3", "4", "5", "6"].map((digit) => server.join(urlOf(digit))));
  const seventh = await server.connect(urlOf("7"));
  if (!(seventh instanceof TestClient)) throw new Error("refused before the room was asked");
  expect(await seventh.expect("error")).toMatchObject({ data: { code: "join_refused", details: "call_is_full" } });
  await first?.close();
  await server.event("peer_left");
  await server.join(urlOf("7"));
});

test("whoever comes back takes the place of the former self, also in a call that is full", async () => {
  await using server = await start();
  const clients = await Promise.all(["1", "2", "3", "4", "5", "6"].map((digit) => server.join(urlOf(digit))));
  const again = await server.join(urlOf("1", "Ada again"));
  expect(await clients[0]?.closed).toMatchObject({ code: 4409 });
  expect(again.id).not.toBe(clients[0]?.id);
  const members = (await server.parlor.rooms.get(ROOM)?.members()) ?? [];
  expect(members).toHaveLength(6);
  expect(members.at(-1)).toMatchObject({ peer_id: again.id, metadata: { name: "Ada again" } });
});

test("the key is in nothing that others get", async () => {
  await using server = await start();
  const ada = await server.join(urlOf("a"));
  await server.join(urlOf("b"));
  await server.join(urlOf("c"));
  expect(JSON.stringify([await ada.next(), await ada.next()])).not.toContain("bbbb");
  expect(JSON.stringify(server.events)).not.toContain("bbbb");
});

test("a chat message is text of up to 4,000 characters, and nothing else", async () => {
  await using server = await start();
  const ada = await server.join(urlOf("a"));
  const ben = await server.join(urlOf("b"));
  ben.say("chat", { text: "x".repeat(4000) }, "all");
  await ada.expect("joined");
  expect(await ada.expect("chat")).toMatchObject({ data: { text: "x".repeat(4000) } });
  for (const data of [{ text: "x".repeat(4001) }, { text: " " }, { text: 1 }, { text: "x", html: "y" }, "x", null]) {
    ben.say("chat", data, "all");
    expect(await ben.expect("error")).toMatchObject({ data: { code: "invalid_message" } });
  }
});
