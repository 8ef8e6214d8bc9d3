import type { Scenario } from "../scenarios.ts";
import { Client } from "./client.ts";
import { FrameRing } from "./frames.ts";
import { Ledger, NOT_OURS, STILL_FLYING } from "./ledger.ts";
import { messageOf } from "./message.ts";

/** What one run of a load came to. */
export interface Run {
  readonly deliveries: number;
  /** From the first message to the last delivery, in milliseconds. */
  readonly elapsedMs: number;
}

interface Sender {
  readonly client: Client;
  readonly ring: FrameRing;
  /** The sequence number of its next message. */
  next: number;
  /** Messages it may send, because as many have been delivered. */
  credit: number;
}

/** All the peers of a scenario: they join, and send in a closed loop as fast as the server delivers. */
export class Crowd {
  readonly #scenario: Scenario;
  readonly #clients: Client[] = [];
  readonly #ids: string[] = [];
  readonly #failure = Promise.withResolvers<never>();
  #joined = Promise.withResolvers<void>();
  #ledger: Ledger | null = null;
  #senders: readonly (Sender | null)[] = [];
  /** Senders with credit, since the read began. */
  #refilled: Sender[] = [];
  #sending = false;
  #flying = 0;
  #landed: () => void = () => undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    // whoever awaits something races it; between two questions of the parent nobody does
    this.#failure.promise.catch(() => undefined);
  }

  /** Connects everybody, one after the other, and resolves when all know their ids. */
  async join(port: number): Promise<void> {
    const { rooms, peersPerRoom } = this.#scenario;
    for (let peer = 0; peer < rooms * peersPerRoom; peer++) {
      this.#joined = Promise.withResolvers();
      this.#clients.push(this.#connect(port, peer));
      await Promise.race([this.#joined.promise, this.#failure.promise]);
    }
    this.#ledger = new Ledger(this.#scenario, this.#ids);
    this.#senders = this.#clients.map((client, peer) => this.#sender(client, peer));
  }

  /** Sends for so long, waits until everything is delivered, and says how much that was. Can be run again. */
  async run(seconds: number): Promise<Run> {
    const startedAt = performance.now();
    const before = this.#ledger?.taken ?? 0;
    const landed = new Promise<void>((resolve) => {
      this.#landed = resolve;
    });
    const stopped = setTimeout(() => {
      this.#sending = false;
    }, seconds * 1000);
    const overdue = setTimeout(() => this.#fail(`${this.#flying} messages never arrived`), seconds * 1000 + LANDING_MS);
    this.#sending = true;
    for (const sender of this.#senders) if (sender !== null) this.#send(sender, this.#scenario.window);
    try {
      await Promise.race([landed, this.#failure.promise]);
    } finally {
      clearTimeout(stopped);
      clearTimeout(overdue);
    }
    return { deliveries: (this.#ledger?.taken ?? 0) - before, elapsedMs: performance.now() - startedAt };
  }

  #connect(port: number, peer: number): Client {
    const room = Math.floor(peer / this.#scenario.peersPerRoom);
    return new Client(port, `/socket/room-${room}`, {
      text: (bytes, start, end) => this.#receive(peer, bytes, start, end),
      readEnded: () => this.#sendMore(),
      failed: (problem) => this.#fail(`peer ${peer}: ${problem}`),
    });
  }

  #sender(client: Client, peer: number): Sender | null {
    const { peersPerRoom, senders, to, window } = this.#scenario;
    const place = peer % peersPerRoom;
    if (senders === "one" && place !== 0) return null;
    const room = this.#ids.slice(peer - place, peer - place + peersPerRoom);
    const others = room.filter((_, other) => other !== place);
    const { payload, sequenceAt } = messageOf(peer, to === "all" ? "all" : others);
    return { client, ring: new FrameRing(payload, sequenceAt, window), next: 0, credit: 0 };
  }

  #receive(peer: number, bytes: Buffer, start: number, end: number): void {
    try {
      const sender = this.#ledger?.take(peer, bytes, start, end) ?? NOT_OURS;
      if (sender === NOT_OURS) this.#hearServer(peer, bytes.toString("utf8", start, end));
      else if (sender !== STILL_FLYING) this.#credit(sender);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #hearServer(peer: number, text: string): void {
    const { event, data }: { event: unknown; data: { peer_id: string } } = JSON.parse(text);
    if (event === "authenticated") {
      this.#ids[peer] = data.peer_id;
      this.#joined.resolve();
    } else if (event !== "joined") {
      this.#fail(`peer ${peer} was told ${text}`);
    }
  }

  #credit(peer: number): void {
    const sender = this.#senders[peer];
    if (sender === null || sender === undefined) throw new Error(`peer ${peer} has sent nothing`);
    if (sender.credit++ === 0) this.#refilled.push(sender);
    this.#flying--;
  }

  /** What one read has made room for is sent at once, in one write for each sender. */
  #sendMore(): void {
    if (this.#refilled.length === 0) return;
    const refilled = this.#refilled;
    this.#refilled = [];
    for (const sender of refilled) {
      const { credit } = sender;
      sender.credit = 0;
      if (this.#sending) this.#send(sender, credit);
    }
    if (this.#flying === 0) this.#landed();
  }

  #send(sender: Sender, count: number): void {
    sender.ring.send(sender.next, count, sender.client.write);
    sender.next += count;
    this.#flying += count;
  }

  #fail(problem: string): void {
    this.#sending = false;
    this.#failure.reject(new Error(problem));
  }
}

/** How long the last messages may take to arrive once nothing more is sent. */
const LANDING_MS = 10_000;
