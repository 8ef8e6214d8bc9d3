import { on, once } from "node:events";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import { SEQUENCE_DIGITS } from "../load/frames.ts";
import { findBun } from "../process/bun.ts";
import { Child, type Runtime } from "../process/child.ts";
import type { ServerMethods } from "../servers/host.ts";
import { SERVERS, whyUnavailable } from "../servers/index.ts";
import { dataOf } from "./data.ts";
import type { Dialect } from "./dialect.ts";

// one process for all servers of a runtime: each listens on a port of its own
const hosts = new Map<Runtime, Child<ServerMethods>>();

beforeAll(async () => {
  const url = new URL("../servers/host.ts", import.meta.url);
  const runtimes: readonly Runtime[] = findBun() === null ? ["node"] : ["node", "bun"];
  for (const runtime of runtimes) {
    const execArgv = ["--conditions=@parlor/source"];
    hosts.set(runtime, new Child(`the servers on ${runtime}`, url, { core: null, runtime, execArgv }));
  }
  // they have started when they answer
  await Promise.all([...hosts.values()].map((host) => host.ask("usage")));
});

afterAll(() => Promise.all([...hosts.values()].map((host) => host.close())));

describe.each(SERVERS)("$name", (server) => {
  test.skipIf(whyUnavailable(server) !== null)("a message reaches those it is for, and nobody else", async () => {
    const { dialect, name, runtime } = server;
    const { unicast, broadcast } = dialect.lacks;
    const port = (await hosts.get(runtime)?.ask("listen", { name, secure: false })) ?? Number.NaN;
    const anna = await Speaker.join(dialect, port, { room: 0, peer: 0 });
    const ben = await Speaker.join(dialect, port, { room: 0, peer: 1 });
    const cleo = await Speaker.join(dialect, port, { room: 0, peer: 2 });
    const dora = await Speaker.join(dialect, port, { room: 1, peer: 3 });
    const emil = await Speaker.join(dialect, port, { room: 1, peer: 4 });

    // that nobody else has a message shows by what they get next
    if (unicast === undefined) {
      await expectDelivery(dialect, anna.send([cleo.id]), [cleo]);
      await expectDelivery(dialect, dora.send([emil.id]), [emil]);
      await expectDelivery(dialect, ben.send([anna.id]), [anna]);
    }
    if (broadcast === undefined) {
      await expectDelivery(dialect, anna.send("all"), dialect.echoes ? [anna, ben, cleo] : [ben, cleo]);
      await expectDelivery(dialect, emil.send("all"), dialect.echoes ? [dora, emil] : [dora]);
      await expectDelivery(dialect, ben.send("all"), dialect.echoes ? [anna, ben, cleo] : [anna, cleo]);
    }
    expect([unicast, broadcast]).toContain(undefined);
  });

  const lack = whyUnavailable(server) ?? server.lacksTls;
  test.skipIf(lack !== null)("a client joins over TLS", async () => {
    const { dialect, name, runtime } = server;
    const port = (await hosts.get(runtime)?.ask("listen", { name, secure: true })) ?? Number.NaN;
    const anna = await Speaker.join(dialect, port, { room: 0, peer: 0 }, "wss");
    expect(anna.id).not.toBe("");
  });
});

interface Sent {
  readonly data: unknown;
  /** What proves who sent it, if the dialect has such proofs. */
  readonly from: Buffer | null;
}

async function expectDelivery(dialect: Dialect, { data, from }: Sent, receivers: readonly Speaker[]): Promise<void> {
  for (const receiver of receivers) {
    const delivery = await receiver.next();
    expect(dialect.read(delivery)).toEqual(data);
    expect(delivery.includes(from ?? dialect.beforeMark)).toBe(true);
  }
}

interface Place {
  readonly room: number;
  readonly peer: number;
}

/** One peer that speaks a dialect, over a WebSocket client that is not the bench's. */
class Speaker {
  readonly #dialect: Dialect;
  readonly #place: Place;
  readonly #socket: WebSocket;
  readonly #messages: AsyncIterator<[Buffer, boolean]>;
  #id = "";
  #sequence = 0;

  static async join(dialect: Dialect, port: number, place: Place, scheme = "ws"): Promise<Speaker> {
    const joining = await dialect.join({ port, ...place });
    const url = `${scheme}://127.0.0.1:${port}${joining.path}`;
    const options = { perMessageDeflate: false, rejectUnauthorized: false };
    const socket = new WebSocket(url, dialect.subprotocol ?? [], options);
    onTestFinished(() => socket.terminate());
    const speaker = new Speaker(dialect, place, socket);
    await once(socket, "open");
    for (const payload of joining.opened) speaker.#say(payload);
    while (speaker.#id === "") {
      const step = joining.hear(await speaker.#hear());
      if ("problem" in step) throw new Error(step.problem);
      if (step.send !== undefined) speaker.#say(step.send);
      speaker.#id = step.joined ?? "";
    }
    if (dialect.beat !== null) speaker.#say(dialect.beat.payload);
    return speaker;
  }

  private constructor(dialect: Dialect, place: Place, socket: WebSocket) {
    this.#dialect = dialect;
    this.#place = place;
    this.#socket = socket;
    this.#messages = on(socket, "message") as AsyncIterator<[Buffer, boolean]>;
  }

  get id(): string {
    return this.#id;
  }

  /** Sends its next message, and gives back what its receivers are to get. */
  send(to: "all" | readonly string[]): Sent {
    const sequence = String(this.#sequence++).padStart(SEQUENCE_DIGITS, "0");
    const { payload, sequenceAt } = this.#dialect.message({ id: this.#id, ...this.#place }, to);
    payload.write(sequence, sequenceAt);
    this.#say(payload);
    const data = dataOf(this.#place.peer);
    const mark = data.mark.slice(0, -SEQUENCE_DIGITS) + sequence;
    return { data: { ...data, mark }, from: this.#dialect.from(this.#id) };
  }

  /** Its next delivery. What comes before it must be no surprise to the dialect. */
  async next(): Promise<Buffer> {
    for (;;) {
      const payload = await this.#hear();
      if (payload.includes(this.#dialect.beforeMark)) return payload;
      const answer = this.#dialect.hear(payload);
      if (Buffer.isBuffer(answer)) this.#say(answer);
      else if (answer !== "ignore") throw new Error(answer.problem);
    }
  }

  async #hear(): Promise<Buffer> {
    const { value } = await this.#messages.next();
    const [payload, isBinary] = value;
    expect(isBinary).toBe(this.#dialect.binary);
    return payload;
  }

  #say(payload: Buffer): void {
    this.#socket.send(payload, { binary: this.#dialect.binary });
  }
}
