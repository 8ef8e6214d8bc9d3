import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { BareServer, type Line, turn } from "../../packages/server/fixtures/bare-server.ts";
import { frame } from "../../packages/server/fixtures/raw-client.ts";
import {
  SOCKET_TRANSPORT_NAMES,
  SOCKET_TRANSPORTS,
  type SocketTransportName,
} from "../../packages/server/fixtures/socket-transports.ts";
import type { Socket } from "../../packages/server/src/peer/socket.ts";
import { Frame } from "../../packages/server/src/room/frame.ts";
import { cutPlaces } from "./odd-bytes.ts";

// A listener that sends, pings, pauses, resumes and closes within any call and between them, against a plain model of
// what must be told and what must be sent.

/** How many plays: few for every day, `FUZZ_RUNS=5000` for a night. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 50) * 2;

/** The interface leaves open what comes in between; ws still hands on the rest of what it has in hand. */
const TELLS_NOTHING_MEANWHILE: Readonly<Record<SocketTransportName, boolean>> = { net: true, ws: false };

const ACTIONS = ["send", "share", "send much", "ping", "pause", "resume", "pause and resume", "close"] as const;
type Action = (typeof ACTIONS)[number];

type Said = "text" | "ping" | "pong" | "binary" | "fragments";

interface Play {
  readonly said: readonly Said[];
  readonly cuts: readonly number[];
  /** Whether the client sends all before it waits for what the server does about it. */
  readonly isHasty: boolean;
  /** What the listener does within its nth call; with the first, the socket is opened. */
  readonly within: readonly (readonly Action[])[];
  /** What somebody else does after the nth piece. */
  readonly between: readonly (readonly Action[])[];
  readonly end: "close" | "end" | "reset";
}

const action = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...ACTIONS.filter((action) => action !== "close")) },
  { weight: 1, arbitrary: fc.constant("close" as const) },
);
const actions = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 2, arbitrary: fc.array(action, { maxLength: 3 }) },
);

const play: fc.Arbitrary<Play> = fc
  .record({
    said: fc.array(fc.constantFrom<Said[]>("text", "text", "ping", "pong", "binary", "fragments"), { maxLength: 20 }),
    places: fc.array(fc.nat(), { maxLength: 6 }),
    isHasty: fc.boolean(),
    within: fc.array(actions, { maxLength: 20 }),
    between: fc.array(actions, { maxLength: 6 }),
    end: fc.constantFrom("close", "close", "end", "reset"),
  })
  .map(({ places, ...rest }) => ({ ...rest, cuts: cutPlaces(places, Buffer.concat(rest.said.map(bytesOf)).length) }));

function bytesOf(said: Said, index: number): Buffer {
  const [mask, text] = [Buffer.from([1, 2, 3, index]), `${index}`];
  if (said === "text") return frame(0x81, text, { mask });
  if (said === "ping") return frame(0x89, text, { mask });
  if (said === "pong") return frame(0x8a, "", { mask });
  if (said === "binary") return frame(0x82, text, { mask });
  return Buffer.concat([frame(0x01, text, { mask }), frame(0x80, " in two", { mask })]);
}

/** What a listener is told of a frame. */
function toldOf(said: Said, index: number): string {
  if (said === "text") return `text ${index}`;
  return said === "fragments" ? `text ${index} in two` : said;
}

/** Does what the play says, and knows what must come of it. */
class Model {
  /** What the client must get. */
  readonly back: string[] = [];
  readonly faults: string[] = [];
  readonly #play: Play;
  readonly #isStrict: boolean;
  readonly #toldOf: readonly string[];
  readonly #pings: number[];
  #calls = 0;
  #isPaused = false;
  #isGone = false;
  isClosed = false;

  constructor(play: Play, isStrict: boolean) {
    this.#play = play;
    this.#isStrict = isStrict;
    this.#toldOf = play.said.map(toldOf);
    this.#pings = play.said.flatMap((said, index) => (said === "ping" ? [index] : []));
  }

  hear(told: string, socket: Socket): void {
    const call = this.#calls++;
    if (told.startsWith("closed")) this.#isGone = true;
    else if (call > 0) this.#expect(told, this.#toldOf[call - 1]);
    this.act(this.#play.within[call] ?? [], socket);
    if (told !== "ping") return;
    const index = this.#pings.shift();
    if (!this.isClosed) this.back.push(`pong ${index}`);
  }

  act(actions: readonly Action[], socket: Socket): void {
    for (const action of actions) {
      this.#do(action, socket);
      if (!(socket.bufferedBytes >= 0)) this.faults.push(`${socket.bufferedBytes} bytes are buffered after ${action}`);
    }
  }

  /** Reads again if it does not. */
  resume(socket: Socket): void {
    socket.resume();
    this.#isPaused = false;
  }

  #expect(told: string, expected: string | undefined): void {
    if (told !== expected) this.faults.push(`${told} was told instead of ${expected}`);
    if (!this.#isStrict) return;
    if (this.#isPaused) this.faults.push(`${told} was told while it was paused`);
    if (this.isClosed) this.faults.push(`${told} was told after the close`);
  }

  #do(action: Action, socket: Socket): void {
    const isOpen = !this.isClosed && !this.#isGone;
    if (SENDS.has(action)) this.#send(action, socket, isOpen);
    else if (action === "close") {
      socket.close(4000, "enough");
      if (isOpen) this.back.push("close 4000");
      this.isClosed ||= isOpen;
    } else {
      if (action !== "resume") socket.pause();
      if (action !== "pause") socket.resume();
      this.#isPaused = action === "pause" && isOpen;
    }
  }

  #send(action: Action, socket: Socket, isOpen: boolean): void {
    const text = `${this.back.length} ${"é".repeat(action === "send much" ? 40_000 : 2)}`;
    if (action === "ping") socket.ping();
    else socket.send(new Frame(text, action === "share"));
    if (isOpen) this.back.push(action === "ping" ? "ping " : `text ${text}`);
  }
}

const SENDS: ReadonlySet<Action> = new Set(["send", "share", "send much", "ping"]);

async function run(server: BareServer, one: Play, isStrict: boolean): Promise<void> {
  const model = new Model(one, isStrict);
  const line = await server.connect({ behaviour: (told, socket) => model.hear(told, socket) });
  await speak(line, one, model);
  const isReset = one.end === "reset";
  if (one.end === "close") line.client.write(frame(0x88, Buffer.from([0x03, 0xe8])));
  if (isReset) line.client.resetAndDestroy();
  else line.client.end();
  // a listener that pauses again and again gets there as well
  while (!line.told.at(-1)?.startsWith("closed")) {
    model.resume(line.socket);
    await turn();
  }
  if (!isReset) await line.gone();
  await turn();
  expectAsModelled(line, one, model, isStrict);
}

function expectAsModelled(line: Line, one: Play, model: Model, isStrict: boolean): void {
  expect(model.faults).toEqual([]);
  const closed = line.told.filter((told) => told.startsWith("closed"));
  expect(closed).toEqual([line.told.at(-1)]);
  if (one.end === "reset") return;
  if (!model.isClosed) expect(line.told.slice(0, -1)).toEqual(one.said.map(toldOf));
  expect(closed).toEqual([one.end === "close" ? "closed 1000" : "closed 1006"]);
  const answer = one.end === "close" && !model.isClosed ? ["close 1000"] : [];
  expect(line.back).toEqual([...model.back, ...answer, "end"]);
  // ws also counts pongs that it has refused to send
  if (isStrict) expect(line.socket.bufferedBytes).toBe(0);
}

/** The client says all it has to say. */
async function speak(line: Line, { said, cuts, isHasty, between }: Play, model: Model): Promise<void> {
  const bytes = Buffer.concat(said.map(bytesOf));
  let start = 0;
  for (const [index, end] of [...cuts, bytes.length].entries()) {
    const piece = bytes.subarray(start, end);
    if (isHasty) line.client.write(piece);
    else await line.send(piece);
    model.act(between[index] ?? [], line.socket);
    start = end;
  }
  for (let turns = 0; turns < 3; turns++) await turn();
}

describe.for(SOCKET_TRANSPORT_NAMES)("%s", (name) => {
  let server: BareServer;
  beforeAll(async () => {
    server = await BareServer.listen(SOCKET_TRANSPORTS[name]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test(
    "[TR13] whatever a listener does within a call, order, pauses and the end hold",
    { timeout: 3_600_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(play, (one) => run(server, one, TELLS_NOTHING_MEANWHILE[name])),
        { numRuns: RUNS },
      );
    },
  );
});
