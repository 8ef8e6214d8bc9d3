import { expect, test } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { type JoinRequest, type Json, refuse, type UpgradeRequest } from "../index.ts";
import { testServer } from "../testing/index.ts";

const ROOMS = [{ name: "room", room: OpenRoom }] as const;

test("[AD1] returns: sees path, parameters, query, headers, cookies and address of the request", async () => {
  const seen: UpgradeRequest[] = [];
  class Curious extends OpenPeer {
    override parseRequest(request: UpgradeRequest): ReturnType<OpenPeer["parseRequest"]> {
      seen.push(request);
      return super.parseRequest(request);
    }
  }
  await using server = await testServer({ peer: Curious, rooms: ROOMS });
  await server.join("/socket/room?name=a%26b&x=1?2", { cookie: "a=%7B1%7D; constructor=c", "x-custom": "yes" });
  const [request] = seen;
  expect(request).toMatchObject({
    url: "/socket/room?name=a%26b&x=1?2",
    path: "/socket/room",
    remoteAddress: "127.0.0.1",
    secure: true,
  });
  expect(request?.params["room"]).toBe("room");
  expect([...(request?.query ?? [])]).toEqual([
    ["name", "a&b"],
    ["x", "1?2"],
  ]);
  expect(request?.headers["x-custom"]).toBe("yes");
  expect(request?.cookies["a"]).toBe("{1}");
  expect(request?.cookies["toString"]).toBeUndefined();
});

test("[AD1] resolves: an asynchronous hook is awaited", async () => {
  class Slow extends OpenPeer {
    override async parseRequest(request: UpgradeRequest): Promise<JoinRequest> {
      await Promise.resolve();
      return { room: request.params["room"] ?? "", credentials: null, metadata: { slow: true } };
    }
  }
  await using server = await testServer({ peer: Slow, rooms: ROOMS });
  await server.join("/socket/room");
  const second = await server.connect("/socket/room");
  expect("status" in second).toBe(false);
});

test("[AD2] refuses: HTTP 400 with the reason", async () => {
  await using server = await testServer({ peer: OpenPeer, rooms: ROOMS });
  expect(await server.connect("/socket")).toEqual({
    status: 400,
    body: { code: "bad_request", description: "Bad request", details: "no_room" },
  });
});

test("[AD11] refuses in too many attempts: HTTP 429 with the time, and nobody is asked who it is", async () => {
  class Throttled extends OpenPeer {
    override parseRequest(): ReturnType<OpenPeer["parseRequest"]> {
      return refuse("slow down", { afterMs: 30_000 });
    }
    override onInit(): never {
      return expect.unreachable();
    }
  }
  await using server = await testServer({ peer: Throttled, rooms: ROOMS });
  expect(await server.connect("/socket/room")).toEqual({
    status: 429,
    body: { code: "too_many_attempts", description: "Too many attempts", details: { after_ms: 30_000 } },
  });
});

test("[AD2] refuses with what is not JSON: the reason arrives as null", async () => {
  class Odd extends OpenPeer {
    override parseRequest(): ReturnType<OpenPeer["parseRequest"]> {
      const cycle: { self?: object } = {};
      cycle.self = cycle;
      return refuse(cycle as never);
    }
  }
  await using server = await testServer({ peer: Odd, rooms: ROOMS });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 400, body: { details: null } });
});

test.for(["", "x".repeat(129), 5, null, undefined])("[AD2] a room named %j is a bad request", async (room) => {
  class Odd extends OpenPeer {
    override parseRequest(): JoinRequest {
      return { room: room as string, credentials: null, metadata: null };
    }
  }
  await using server = await testServer({ peer: Odd, rooms: ROOMS });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 400, body: { code: "bad_request" } });
});

test.for([
  ["is no JSON", 1n as never],
  ["is too big", "x".repeat(5000)],
  ["is too deep", JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`) as Json],
] as const)("[AD2] metadata that %s is a bad request: every member would have to bear it", async ([, metadata]) => {
  class Odd extends OpenPeer {
    override parseRequest(): JoinRequest {
      return { room: "room", credentials: null, metadata };
    }
  }
  await using server = await testServer({ peer: Odd, rooms: ROOMS });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 400, body: { code: "bad_request" } });
});

test.for([...FAILURES] as const)("[AD2] %s: HTTP 500 that says nothing, and the operator hears", async ([, parse]) => {
  class Broken extends OpenPeer {
    override parseRequest(): ReturnType<OpenPeer["parseRequest"]> {
      return parse();
    }
  }
  await using server = await testServer({ peer: Broken, rooms: ROOMS, authTimeoutMs: 20 });
  expect(await server.connect("/socket/room")).toEqual({
    status: 500,
    body: { code: "internal", description: "Internal error", details: null },
  });
  expect((await server.event("hook_failed")).error).toMatchObject({ code: "hook_failed" });
});

test("[AD2] a constructor that throws is a failed hook too", async () => {
  class Broken extends OpenPeer {
    readonly broken = this.id;
  }
  await using server = await testServer({ peer: Broken, rooms: ROOMS });
  expect(await server.connect("/socket/room")).toMatchObject({ status: 500, body: { code: "internal" } });
  expect((await server.event("hook_failed")).error.message).toContain("constructor threw");
});
