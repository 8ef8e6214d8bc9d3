import type { Message } from "@parlor/protocol";
import type { TestClient } from "@parlor/server/testing";
import { expect } from "vitest";

/** One client's account of what it was sent, checked as it comes. */
export class Witness {
  readonly client: TestClient;
  /** The ids of the numbered messages it saw, in order. */
  readonly seen: number[] = [];
  /** Who it believes to be in the room, itself included. */
  readonly roster = new Set<string>();
  readonly #lastFrom = new Map<string, number>();
  #id = "";
  #closed = false;
  #refused = false;

  constructor(client: TestClient) {
    this.client = client;
    void client.closed.then(() => {
      this.#closed = true;
    });
  }

  /** Its peer id, or nothing if it was never let in. */
  get id(): string {
    return this.#id;
  }

  /** Still in its room, as far as it knows. */
  get isMember(): boolean {
    return this.roster.size > 0 && !this.#closed;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get refused(): boolean {
    return this.#refused;
  }

  /** Reads everything that has come, and checks that it could have happened. */
  read(): void {
    for (const message of this.client.takeAll()) this.#read(message);
  }

  #read(message: Message): void {
    if (this.roster.size === 0) return this.#readFirst(message);
    const { event, data, from } = message;
    if (event === "joined") return this.#joined(data as { peer_id: string });
    if (event === "left") return this.#left(data as { peer_id: string });
    if (event === "error" || from === null) return undefined;
    // a token is for the server alone
    expect(event).not.toBe("authenticate");
    // nobody speaks before it has joined or after it has left
    expect(this.roster).toContain(from);
    if (event === "numbered") this.#numbered(from, data as number);
    return undefined;
  }

  #readFirst({ event, data }: Message): void {
    if (event === "error") {
      this.#refused = true;
      return;
    }
    expect(event).toBe("authenticated");
    const { peer_id, peers } = data as { peer_id: string; peers: { peer_id: string }[] };
    this.#id = peer_id;
    this.roster.add(peer_id);
    for (const peer of peers) {
      expect(this.roster).not.toContain(peer.peer_id);
      this.roster.add(peer.peer_id);
    }
  }

  #joined({ peer_id }: { peer_id: string }): void {
    expect(this.roster).not.toContain(peer_id);
    this.roster.add(peer_id);
  }

  #left({ peer_id }: { peer_id: string }): void {
    expect(this.roster).toContain(peer_id);
    this.roster.delete(peer_id);
  }

  #numbered(from: string, id: number): void {
    expect(id).toBeGreaterThan(this.#lastFrom.get(from) ?? -1);
    this.#lastFrom.set(from, id);
    this.seen.push(id);
  }
}

/** Two accounts of one room must agree on the order of whatever both saw. */
export function expectOneOrder(one: Witness, other: Witness): void {
  const both = new Set(one.seen).intersection(new Set(other.seen));
  expect(one.seen.filter((id) => both.has(id))).toEqual(other.seen.filter((id) => both.has(id)));
}
