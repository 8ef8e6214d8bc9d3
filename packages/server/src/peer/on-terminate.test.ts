import { expect, test } from "vitest";

import { FAILURES } from "../../fixtures/failures.ts";
import { gate, OpenPeer, OpenRoom } from "../../fixtures/open.ts";
import { accept, refuse } from "../index.ts";
import { type TestServer, testServer } from "../testing/index.ts";

function ending(): { readonly ends: string[]; readonly peer: typeof OpenPeer } {
  const ends: string[] = [];
  class Ending extends OpenPeer {
    override onTerminate(code: string): void {
      ends.push(code);
    }
  }
  return { ends, peer: Ending };
}

class Choosy extends OpenRoom {
  override onJoin({ metadata }: Parameters<OpenRoom["onJoin"]>[0]): ReturnType<OpenRoom["onJoin"]> {
    return metadata === "bad" ? refuse("not you") : accept();
  }
  override onForward(message: Parameters<OpenRoom["onForward"]>[0]): ReturnType<OpenRoom["onForward"]> {
    if (message.event === "crash") throw new Error("bug");
    return message;
  }
}

test.for<[string, (server: TestServer) => Promise<void>]>([
  ["left", async (server) => void (await (await server.join("/socket/room")).close())],
  ["no_such_room", async (server) => void (await server.connect("/socket/nowhere"))],
  ["join_refused", async (server) => void (await server.connect("/socket/room?name=bad"))],
  ["binary_frame", async (server) => (await server.join("/socket/room")).sayBinary()],
  ["frame_too_big", async (server) => (await server.join("/socket/room")).sayRaw("x".repeat(70_000))],
  ["room_crashed", async (server) => (await server.join("/socket/room")).say("crash", null, "all")],
  [
    "room_closed",
    async (server) => {
      await server.join("/socket/room");
      await server.parlor.rooms.get("room")?.stop();
    },
  ],
  [
    "removed",
    async (server) => {
      const client = await server.join("/socket/room");
      await server.parlor.rooms.get("room")?.remove(client.id, { reason: "spam" });
    },
  ],
  [
    "going_away",
    async (server) => {
      await server.join("/socket/room");
      await server.parlor.close();
    },
  ],
])("[PE1] runs exactly once, and knows why: %s", async ([code, end]) => {
  const { ends, peer } = ending();
  await using server = await testServer({ peer, rooms: [{ name: "room", room: Choosy }] });
  await end(server);
  await server.event("peer_ended");
  await server.close();
  expect(ends).toEqual([code]);
});

test("[PE1] does not run for who was refused before it was somebody", async () => {
  const { ends, peer } = ending();
  class Refusing extends peer {
    override onInit(): ReturnType<OpenPeer["onInit"]> {
      return refuse();
    }
  }
  await using server = await testServer({ peer: Refusing });
  await server.connect("/socket");
  await server.connect("/socket/room");
  expect(ends).toEqual([]);
});

// returning nothing is what this hook is for
test.for(FAILURES.filter(([how]) => how !== "returns nothing"))(
  "[PE1] %s: reported, and the server still comes to rest",
  async ([, onTerminate]) => {
    class Broken extends OpenPeer {
      override onTerminate(): Promise<void> {
        return onTerminate();
      }
    }
    await using server = await testServer({
      peer: Broken,
      rooms: [{ name: "room", room: OpenRoom }],
      hookTimeoutMs: 20,
    });
    await server.join("/socket/room");
    await server.parlor.close();
    expect((await server.event("hook_failed")).error.site.hook).toBe("onTerminate");
    expect(server.parlor.peers.size).toBe(0);
  },
);

test("[PE1] waits for the hook that is running", async () => {
  const order: string[] = [];
  const looked = gate();
  class Slow extends OpenPeer {
    override async onReceive(message: Parameters<OpenPeer["onReceive"]>[0]): Promise<typeof message> {
      await looked.opened;
      order.push("received");
      return message;
    }
    override onTerminate(): void {
      order.push("terminated");
    }
  }
  await using server = await testServer({ peer: Slow, rooms: [{ name: "room", room: OpenRoom }] });
  const client = await server.join("/socket/room");
  client.say("hello", null, "all");
  server.parlor.peers.get(client.id)?.stop();
  looked.open();
  await server.event("peer_ended");
  expect(order).toEqual(["received", "terminated"]);
});
