import type { Link, PeerState } from "@parlor/client";
import { expect, test } from "vitest";

import { Person } from "./person.ts";

/** A link as far as a person looks at it. */
function linkWith(fields: Partial<Link>): Link {
  return { peerState: null, stream: null, streams: new Map(), quality: null, state: "new", ...fields } as Link;
}

const STATE: PeerState = { audio: true, video: true, screen: false, name: null };

test("the name that the server says counts more than the one that somebody says of themselves", () => {
  const person = new Person(linkWith({ peerState: { ...STATE, name: "Ada" } }));
  person.update({ name: "", tab: "" });
  expect(person.name.value).toBe("Ada");
  person.update({ name: "Augusta", tab: "" });
  expect(person.name.value).toBe("Augusta");
});

test("without any name somebody is a guest", () => {
  const person = new Person(linkWith({}));
  person.update(undefined);
  expect(person.name.value).toBe("Guest");
  person.update({ name: "Ben", tab: "b" });
  person.update(undefined);
  expect([person.name.value, person.tab]).toEqual(["Ben", "b"]);
});

test("a client that says nothing of itself is neither muted nor unseen", () => {
  const stream = { getTracks: () => [{}, {}], getVideoTracks: () => [{}] } as unknown as MediaStream;
  const person = new Person(linkWith({ stream }));
  person.update(undefined);
  expect([person.isMuted.value, person.isSeen.value]).toEqual([false, true]);
});

test("a camera that is off is not seen, whatever is still sent", () => {
  const stream = { getTracks: () => [{}], getVideoTracks: () => [{}] } as unknown as MediaStream;
  const person = new Person(linkWith({ stream, peerState: { ...STATE, audio: false, video: false } }));
  person.update(undefined);
  expect([person.isMuted.value, person.isSeen.value]).toEqual([true, false]);
});

test("a connection that was never there is being made, and one that was is lost", () => {
  const states: RTCPeerConnectionState[] = ["new", "connecting", "connected", "disconnected", "failed", "connected"];
  let at = 0;
  const link = linkWith({});
  Object.defineProperty(link, "state", { get: () => states[at] });
  const person = new Person(link);
  const troubles = states.map((_, index) => {
    at = index;
    person.update(undefined);
    return person.trouble.value;
  });
  expect(troubles).toEqual(["connecting", "connecting", null, "lost", "lost", null]);
});
