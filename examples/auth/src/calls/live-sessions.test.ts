import { expect, test } from "vitest";

import { LiveSessions } from "./live-sessions.ts";

test("the end of a session stops its peers, and nobody else's", () => {
  const stopped: string[] = [];
  const live = new LiveSessions((peerId) => stopped.push(peerId));
  live.add("session one", "a");
  live.add("session one", "b");
  live.add("session two", "c");
  live.end("session one");
  expect(stopped).toEqual(["a", "b"]);
  live.end("no session");
  expect(stopped).toEqual(["a", "b"]);
});

test("a peer that forgets itself while it is stopped is no trouble, and nothing stays behind", () => {
  const stopped: string[] = [];
  const live = new LiveSessions((peerId) => {
    live.delete(peerId);
    stopped.push(peerId);
  });
  for (const peerId of ["a", "b", "c"]) live.add("session", peerId);
  live.end("session");
  expect(stopped).toEqual(["a", "b", "c"]);
  expect(live.size).toBe(0);
  live.delete("a");
});
