import { expect, test } from "vitest";

import { hideRoomNames } from "./log.ts";
import { newRoomName } from "./room-name.ts";

test("a room's name is hidden wherever it stands, and the same room looks the same", () => {
  const [room, other] = [newRoomName(), newRoomName()];
  const hidden = hideRoomNames(`onJoin threw (room "${room}"), then room "${room}" and "${other}"`);
  expect(hidden).toMatch(/^onJoin threw \(room "(room-[\da-f]{8})"\), then room "\1" and "room-[\da-f]{8}"$/);
  expect(hidden).not.toContain(room);
});

test("peer ids and all that is no text stay as they are", () => {
  const peerId = crypto.randomUUID();
  expect(hideRoomNames(peerId)).toBe(peerId);
  expect(hideRoomNames(null)).toBeNull();
});
