import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { BareServer, type Line, turn } from "../../packages/server/fixtures/bare-server.ts";
import type { Socket } from "../../packages/server/src/peer/socket.ts";
import { Frame } from "../../packages/server/src/room/frame.ts";
import { nodeNet } from "../../packages/server/src/transport/node-net.ts";
import { nodeWs } from "../../packages/server/src/transport/node-ws.ts";
import { cutPlaces, oddBytes } from "./odd-bytes.ts";

// Two readers of RFC 6455 that have no line in common take any bytes, cut anywhere, for the same.

/** How many conversations: few for every day, `FUZZ_RUNS=50000` for a night. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 50) * 3;

interface Conversation {
  readonly bytes: Buffer;
  /** How many of them come in one piece with the upgrade request. */
  readonly head: number;
  readonly cuts: readonly number[];
  readonly maxFrameBytes: number;
  readonly end: "end" | "resetAndDestroy";
}

const conversation: fc.Arbitrary<Conversation> = fc
  .record({
    bytes: oddBytes,
    head: fc.oneof(fc.constant(0), fc.nat()),
    places: fc.oneof(
      { weight: 5, arbitrary: fc.array(fc.nat(), { maxLength: 8 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    maxFrameBytes: fc.oneof(
      { weight: 3, arbitrary: fc.constant(65_536) },
      { weight: 1, arbitrary: fc.constantFrom(1, 10, 125, 126, 1000) },
    ),
    end: fc.constantFrom("end", "end", "end", "resetAndDestroy"),
  })
  .map(({ bytes, head, places, maxFrameBytes, end }) => {
    // octet by octet, as far as that is of use
    const all = Array.from({ length: Math.min(bytes.length, 300) }, (_, at) => at);
    const cuts = places === null ? all : cutPlaces(places, bytes.length);
    return { bytes, head: bytes.length === 0 ? 0 : head % bytes.length, cuts, maxFrameBytes, end } as const;
  });

/** Sends something back for everything, so that the order in which it leaves shows as well. */
function answer(told: string, socket: Socket): void {
  if (told.startsWith("text ")) socket.send(new Frame(told));
  else if (told === "binary") socket.ping();
}

/** What has become of a connection when neither side has anything to say any more. */
async function outcome(server: BareServer, { bytes, head, cuts, maxFrameBytes, end }: Conversation): Promise<object> {
  const line = await server.connect({ head: bytes.subarray(0, head), maxFrameBytes, behaviour: answer });
  await line.send(
    bytes.subarray(head),
    cuts.map((at) => at - head).filter((at) => at > 0),
  );
  line.client[end]();
  await quiet(line);
  // what a reset has overtaken is lost on its way
  return { told: line.told, back: end === "end" ? line.back : [] };
}

async function quiet(line: Line): Promise<void> {
  for (let turns = 0; turns < MAX_TURNS; turns++) {
    if (line.told.at(-1)?.startsWith("closed") === true && line.client.destroyed && line.wire.destroyed) break;
    await turn();
  }
  // what comes after the last word would be wrong
  await turn();
  line.client.destroy();
}

/** Far more than a connection takes to end, if it ends. */
const MAX_TURNS = 5000;

let [net, ws]: BareServer[] = [];

beforeAll(async () => {
  [net, ws] = [await BareServer.listen(nodeNet), await BareServer.listen(nodeWs)];
});

afterAll(async () => {
  await net?.[Symbol.asyncDispose]();
  await ws?.[Symbol.asyncDispose]();
});

async function expectTheSame(talk: Conversation): Promise<void> {
  if (net === undefined || ws === undefined) throw new Error("The servers are not there yet");
  const [ours, theirs] = await Promise.all([outcome(net, talk), outcome(ws, talk)]);
  expect(ours).toEqual(theirs);
}

test(
  "[FZ2] any bytes, cut anywhere, are the same messages, pongs, close code and end",
  { timeout: 3_600_000 },
  async () => {
    await fc.assert(fc.asyncProperty(conversation, expectTheSame), { numRuns: RUNS });
  },
);
