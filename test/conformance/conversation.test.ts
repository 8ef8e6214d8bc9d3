import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import {
  accept,
  type AuthData,
  Peer,
  type JoinRequest,
  refuse,
  type Refusal,
  Room,
  type UpgradeRequest,
} from "@parlor/server";
import { TestClient, testServer, type TestServer } from "@parlor/server/testing";
import { expect, test } from "vitest";

// The frames a client of the original protocol knows, to the letter, over the real transport: original.json is the
// script, this is its player. A line is something a client says, or what it must hear next.

interface Line {
  /** Who connects, says or hears. */
  readonly who: string;
  readonly connects?: string;
  readonly refused?: number;
  readonly says?: string;
  readonly hears?: unknown;
  readonly closed?: number;
  readonly leaves?: true;
}

interface Script {
  readonly title: string;
  readonly lines: readonly Line[];
}

const SCRIPTS: readonly Script[] = JSON.parse(readFileSync(resolve(import.meta.dirname, "original.json"), "utf8"));

class GuidePeer extends Peer {
  override parseRequest({ params, cookies }: UpgradeRequest): JoinRequest | Refusal {
    const { room } = params;
    return room === undefined
      ? refuse("no_room")
      : { room, credentials: cookies["credentials"] ?? null, metadata: null };
  }
}

class PairRoom extends Room {
  override onJoin(_auth: AuthData): ReturnType<Room["onJoin"]> {
    return this.members.length < 2 ? accept() : refuse("room_is_full");
  }
}

/** Plays a script's lines; `$name` in a frame stands for that client's peer id. */
class Player {
  readonly #server: TestServer;
  readonly #clients = new Map<string, TestClient>();

  constructor(server: TestServer) {
    this.#server = server;
  }

  async play(line: Line): Promise<void> {
    if (line.connects !== undefined) return this.#connect(line, line.connects);
    const client = this.#clients.get(line.who);
    if (client === undefined) throw new Error(`${line.who} has not connected`);
    if (line.says !== undefined) client.sayRaw(this.#withIds(line.says));
    if (line.leaves) await client.close();
    if (line.closed !== undefined) expect((await client.closed).code).toBe(line.closed);
    if (line.hears === "nothing") await client.expectNothing();
    else if (line.hears !== undefined) await this.#hear(client, line.hears);
    return undefined;
  }

  async #connect({ who, refused }: Line, url: string): Promise<void> {
    const client = await this.#server.connect(url);
    if (client instanceof TestClient) {
      this.#clients.set(who, client);
      return;
    }
    expect(client.status).toBe(refused);
  }

  async #hear(client: TestClient, expected: unknown): Promise<void> {
    if (expected === "pong") return expect(await client.nextRaw()).toBe("pong");
    const message = await client.next();
    // the first frame has taught the client its id, which the expectation may name
    return expect(message).toEqual(JSON.parse(this.#withIds(JSON.stringify(expected))));
  }

  #withIds(text: string): string {
    return text.replaceAll(/\$(\w+)/gu, (_all, who: string) => this.#clients.get(who)?.id ?? who);
  }
}

test.for(SCRIPTS.map(({ title, lines }) => [title, lines] as const))("[CM1] %s", async ([, lines]) => {
  await using server = await testServer({ peer: GuidePeer, rooms: [{ name: "room", room: PairRoom }] }, "ws");
  const player = new Player(server);
  for (const line of lines) await player.play(line);
});
