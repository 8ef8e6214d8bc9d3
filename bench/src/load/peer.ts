import type { Joining } from "../dialects/dialect.ts";
import { Client, type Connection } from "./client.ts";
import { maskedMessage } from "./frames.ts";
import type { House } from "./house.ts";

/** One client that comes, talks and may come again. What it hears goes to the traffic of its house. */
export class Peer {
  /** Its number among all. */
  readonly number: number;
  readonly room: number;
  readonly #house: House;
  #client: Client | null = null;
  /** The conversation until it has joined. */
  #joining: Joining | null = null;
  #arrived: (() => void) | null = null;
  #id = "";
  #ticket: Buffer | null = null;

  constructor(number: number, room: number, house: House) {
    this.number = number;
    this.room = room;
    this.#house = house;
  }

  /** What the server calls it. Empty until it has joined. */
  get id(): string {
    return this.#id;
  }

  /** Whether it has joined, and not left. */
  get isIn(): boolean {
    return this.#client !== null && this.#joining === null;
  }

  /** Whether TLS took up an earlier session. */
  get resumedTls(): boolean {
    return this.#client?.resumedTls ?? false;
  }

  /** Connects, and resolves when the server has said that it is in. What goes wrong is a failure of the house. */
  async join(): Promise<void> {
    const { port, dialect, tls, localAddress } = this.#house;
    const begun = dialect.join({ port, room: this.room, peer: this.number });
    const joining = begun instanceof Promise ? await begun : begun;
    const arrived = new Promise<void>((resolve) => {
      this.#arrived = resolve;
    });
    this.#joining = joining;
    const connection: Connection = {
      port,
      path: joining.path,
      localAddress: localAddress(this.number),
      subprotocol: dialect.subprotocol,
      binary: dialect.binary,
      tls: tls === "none" ? null : { session: tls === "resumed" ? this.#ticket : null },
    };
    this.#client = new Client(connection, this);
    await arrived;
  }

  readonly write = (frames: Buffer): void => {
    this.#client?.write(frames);
  };

  /** Says something of the dialect. */
  say(payload: Buffer): void {
    this.write(maskedMessage(payload, this.#house.dialect.binary));
  }

  /** Stops reading. */
  pause(): void {
    this.#client?.pause();
  }

  resume(): void {
    this.#client?.resume();
  }

  /** Cuts its connection, and resolves when that is done. */
  async leave(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.destroy();
  }

  opened(): void {
    for (const payload of this.#joining?.opened ?? []) this.say(payload);
  }

  message(bytes: Buffer, start: number, end: number): void {
    try {
      if (this.#joining !== null) this.#hearJoining(this.#joining, bytes.subarray(start, end));
      else if (!this.#house.traffic.delivery(this.number, bytes, start, end)) this.#hear(bytes.subarray(start, end));
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  readEnded(): void {
    this.#house.traffic.readEnded();
  }

  session(ticket: Buffer): void {
    this.#ticket = ticket;
  }

  ended(problem: string): void {
    if (this.#house.traffic.mayEnd(this.number)) return;
    this.#fail(problem);
  }

  #hearJoining(joining: Joining, payload: Buffer): void {
    const step = joining.hear(payload);
    if ("problem" in step) return this.#fail(`while joining, the server said ${step.problem}`);
    if (step.send !== undefined) this.say(step.send);
    if (step.joined === undefined) return;
    this.#id = step.joined;
    this.#joining = null;
    this.#arrived?.();
  }

  #hear(payload: Buffer): void {
    const answer = this.#house.dialect.hear(payload);
    if (answer === "ignore") return;
    if (Buffer.isBuffer(answer)) this.say(answer);
    else if ("problem" in answer) this.#fail(`the server said ${answer.problem}`);
  }

  #fail(problem: string): void {
    this.#house.fail(`peer ${this.number}: ${problem}`);
  }
}
