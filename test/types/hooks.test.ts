import {
  accept,
  type AuthData,
  type ClientEvent,
  createParlor,
  DROP,
  type Drop,
  type EventsOf,
  type JoinRequest,
  Peer,
  refuse,
  Room,
  type RoomMessage,
  turnCredentials,
  type UpgradeRequest,
} from "@parlor/server";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";

// Read by the type check; the classes are never run.

const events = {
  move: z.object({ from: z.string(), to: z.string() }),
  resign: (data: unknown): data is null => data === null,
};

interface Chess {
  readonly credentials: { readonly token: string };
  readonly metadata: { readonly name: string };
  readonly events: EventsOf<typeof events>;
}

class Player extends Peer<Chess> {
  override parseRequest(_request: UpgradeRequest): JoinRequest<Chess> {
    // @ts-expect-error: the metadata is not what the application declared
    const wrong: JoinRequest<Chess> = { room: "room", credentials: { token: "" }, metadata: "ann" };
    return wrong;
  }

  override onInit(auth: AuthData<Chess>): ReturnType<Peer<Chess>["onInit"]> {
    expectTypeOf(auth.credentials.token).toBeString();
    return auth.credentials.token === "" ? refuse("no token") : accept({ metadata: { name: "verified" } });
  }

  override onReceive(message: ClientEvent<Chess>): ClientEvent<Chess> | Drop {
    expectTypeOf(message.event).toEqualTypeOf<
      "move" | "resign" | "offer" | "answer" | "candidate" | "relink" | "bye"
    >();
    if (message.event === "move") {
      expectTypeOf(message.data.from).toBeString();
      return message;
    }
    if (message.event === "resign") expectTypeOf(message.data).toBeNull();
    else expectTypeOf(message.data).toBeUnknown();
    this.send("resign", null);
    // @ts-expect-error: there is no such event
    this.send("draw", null);
    // @ts-expect-error: that is not the data of this event
    this.send("move", { from: 1, to: 2 });
    return DROP;
  }
}

class Board extends Room<Chess & { readonly options: { readonly minutes: number } }> {
  override onInit(options: { readonly minutes: number }): void {
    expectTypeOf(options.minutes).toBeNumber();
  }

  override onForward(message: RoomMessage<Chess>): RoomMessage<Chess> | Drop {
    if (message.event === "joined") expectTypeOf(message.data.metadata.name).toBeString();
    if (message.event === "left") {
      expectTypeOf(message.data.reason).toEqualTypeOf<"closed" | "lost" | "removed" | "replaced" | undefined>();
      expectTypeOf(this.replace(message.data.peer_id)).toBeBoolean();
    }
    if (message.event === "move") expectTypeOf(message.data.to).toBeString();
    expectTypeOf(this.members[0]?.metadata).toEqualTypeOf<{ readonly name: string } | undefined>();
    return message;
  }
}

class Lobby extends Room<Chess> {}

class Forgetful extends Peer<Chess> {
  override parseRequest(): JoinRequest<Chess> {
    return { room: "room", credentials: { token: "" }, metadata: { name: "" } };
  }
  // @ts-expect-error: a forgotten return does not compile
  override onReceive(_message: ClientEvent<Chess>): void {}
  // @ts-expect-error: a misspelt hook does not compile
  override onTerminated(): void {}
}

function compileOnly(): void {
  createParlor({
    peer: Player,
    events,
    rooms: [
      { name: "board", room: Board, options: { minutes: 5 } },
      { name: "lobby", room: Lobby },
    ],
  });
  // @ts-expect-error: a type that nothing checks is a wish
  createParlor({ peer: Player });
  // @ts-expect-error: a schema of something else
  createParlor({ peer: Player, events: { ...events, move: z.string() } });
  createParlor({
    peer: Player,
    events,
    onMissingRoom: ({ credentials, metadata }) => {
      expectTypeOf(credentials.token).toBeString();
      return metadata.name === "" ? null : { room: Board, options: { minutes: 5 } };
    },
  });
  createParlor({
    peer: Player,
    events,
    iceServers: ({ credentials, metadata }) => {
      expectTypeOf(credentials.token).toBeString();
      return { servers: [{ urls: ["turn:t"], username: metadata.name, credential: "" }], expireInMs: 1000 };
    },
  });
  createParlor({ peer: Player, events, iceServers: turnCredentials({ urls: "turn:t", secret: "s" }) });
  createParlor({ peer: Player, events, iceServers: async () => [{ urls: "stun:s" }] });
  // @ts-expect-error: what expires says when
  createParlor({ peer: Player, events, iceServers: () => ({ servers: [] }) });
  // @ts-expect-error: each room's options are those of its own class
  createParlor({ peer: Player, events, rooms: [{ name: "board", room: Board, options: { hours: 5 } }] });
  // @ts-expect-error: there is no such option
  createParlor({ peer: Player, events, maxPers: 5 });
  // @ts-expect-error: a room is not a peer
  createParlor({ peer: Board });
}

test("[TY1] hooks know the application's types, and what they must not return does not compile", () => {
  expect([compileOnly, Forgetful]).toHaveLength(2);
});
