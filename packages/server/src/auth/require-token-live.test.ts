import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { forge, NOW_SECONDS, PAYLOAD, SECRET, tokenWith } from "../../fixtures/jwt.ts";
import { OpenRoom } from "../../fixtures/open.ts";
import { TestClient, type TestServer, testServer } from "../testing/index.ts";
import { requireToken } from "./require-token.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_SECONDS * 1000, toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
});
afterEach(() => void vi.useRealTimers());

function open(): Promise<TestServer> {
  const peer = requireToken({ keys: SECRET, algorithms: ["HS256"] });
  return testServer({ peer, rooms: [{ name: "lobby", room: OpenRoom }] });
}

test("[TK13] a new token on the live connection takes the place of the former", async () => {
  await using server = await open();
  const ann = await server.join("/socket/lobby", {}, { token: tokenWith({}, { send_to_all: false }) });
  const bob = await server.join("/socket/lobby", {}, { token: tokenWith({ sub: "bob" }) });
  await ann.expect("joined");
  ann.say("hello", 1, "all");
  expect((await ann.expect("error")).data).toMatchObject({ code: "not_allowed", details: "all" });
  vi.setSystemTime((NOW_SECONDS + 500) * 1000);
  ann.say("authenticate", { token: tokenWith({ exp: NOW_SECONDS + 1100 }, { room: "lob*" }) }, []);
  expect((await ann.expect("token_accepted")).data).toEqual({ token_expires_in_ms: 605_000 });
  ann.say("hello", 2, "all");
  expect((await bob.expect("hello")).data).toBe(2);
});

test("[TK13] who brings no new token is told so, at the end of the tolerance", async () => {
  await using server = await open();
  const ann = await server.join("/socket/lobby", {}, { token: tokenWith() });
  await vi.advanceTimersByTimeAsync(604_999);
  await ann.expectNothing();
  await vi.advanceTimersByTimeAsync(1);
  expect((await ann.expect("error")).data).toMatchObject({ code: "token_expired" });
  expect(await ann.closed).toMatchObject({ code: 4419 });
});

test.for<[string, string, string]>([
  ["of another", tokenWith({ sub: "bob" }), "bad_token"],
  ["of nobody", tokenWith({ sub: undefined }), "bad_token"],
  ["that is forged", forge(PAYLOAD, { alg: "HS256" }, "another secret of thirty-two bytes"), "bad_token"],
  ["that has expired", tokenWith({ exp: NOW_SECONDS - 5 }), "expired"],
  ["of another room", tokenWith({}, { room: "other" }), "other_room"],
])("[TK13] a new token %s is refused, and what was before holds on", async ([, token, details]) => {
  await using server = await open();
  const ann = await server.join("/socket/lobby", {}, { token: tokenWith() });
  ann.say("authenticate", { token }, []);
  expect((await ann.expect("error")).data).toMatchObject({ code: "token_refused", details });
  await ann.expectNothing();
  expect([...server.parlor.peers].map(({ identity }) => identity)).toEqual(["ann"]);
});

test("[TK13] a token without a sub cannot be renewed, not even by itself", async () => {
  await using server = await open();
  const token = tokenWith({ sub: undefined });
  const client = await server.join("/socket/lobby", {}, { token });
  client.say("authenticate", { token }, []);
  expect((await client.expect("error")).data).toMatchObject({ code: "token_refused", details: "bad_token" });
});

test("[TK13] whom a token lets somebody send to is a list of identities", async () => {
  await using server = await open();
  const ann = await server.join(
    "/socket/lobby",
    {},
    { token: tokenWith({}, { send_to: ["bob"], send_to_all: false }) },
  );
  const bob = await server.join("/socket/lobby", {}, { token: tokenWith({ sub: "bob" }) });
  const eve = await server.join("/socket/lobby", {}, { token: tokenWith({ sub: "eve" }) });
  for (const client of [ann, bob]) client.takeAll();
  ann.say("hello", null, [bob.id, eve.id]);
  expect((await ann.expect("error")).data).toMatchObject({ code: "not_allowed", details: [eve.id] });
  await bob.expect("hello");
  await eve.expectNothing();
});

test.for<[string, object]>([
  ["with a sub", {}],
  ["without a sub", { sub: undefined }],
])("[TK14] who is banned does not come back with the same token, %s", async ([, claims]) => {
  await using server = await open();
  const token = tokenWith(claims);
  const ann = await server.join("/socket/lobby", {}, { token });
  const bob = await server.join("/socket/lobby", {}, { token: tokenWith({ sub: "bob" }) });
  expect(await server.parlor.rooms.get("lobby")?.remove(ann.id, { ban: true })).toBe(true);
  expect(await ann.closed).toMatchObject({ code: 4403 });
  const back = await server.connect("/socket/lobby", {}, { token });
  if (!(back instanceof TestClient)) throw new Error("refused before the room was asked");
  expect((await back.expect("error")).data).toMatchObject({ code: "banned" });
  expect(await bob.expect("left")).toBeDefined();
  await bob.expectNothing();
});
