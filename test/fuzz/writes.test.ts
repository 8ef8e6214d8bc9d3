import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { makeCertificate } from "../../bench/src/servers/certificate.ts";
import { BareServer, type Line, turn } from "../../packages/server/fixtures/bare-server.ts";
import { SOCKET_TRANSPORT_NAMES, SOCKET_TRANSPORTS } from "../../packages/server/fixtures/socket-transports.ts";
import { Frame } from "../../packages/server/src/room/frame.ts";

// Many clients of one server, some of which do not read for a while: what is sent to one in however many turns comes out
// there as it was, whatever waits for the others in the memory they share.

/** How many plays: few for every day, `FUZZ_RUNS=500` for a night. */
const RUNS = Math.ceil(Number(process.env["FUZZ_RUNS"] ?? 50) / 12);

const CLIENTS = 4;

type Step =
  | {
      readonly type: "send";
      readonly to: number;
      readonly length: number;
      readonly count: number;
      readonly unit: string;
    }
  | { readonly type: "share"; readonly length: number; readonly unit: string }
  | { readonly type: "ping"; readonly to: number }
  | { readonly type: "stop" | "read"; readonly to: number }
  | { readonly type: "turn" };

const to = fc.nat({ max: CLIENTS - 1 });
const unit = fc.constantFrom("x", "é", "€", "👋");
// around the lengths of heads, of what leaves at once, of the memory, and of what the system takes
const length = fc.constantFrom(
  0,
  1,
  30,
  40,
  41,
  62,
  125,
  126,
  1000,
  21_845,
  21_846,
  30_000,
  65_535,
  65_536,
  90_000,
  300_000,
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("send" as const),
      to,
      length,
      unit,
      count: fc.constantFrom(1, 1, 2, 5, 20),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("share" as const), length, unit }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("ping" as const), to }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("stop" as const, "read" as const), to }) },
  { weight: 5, arbitrary: fc.constant({ type: "turn" as const }) },
);

async function take(lines: readonly Line[], sent: readonly string[][], one: Step): Promise<void> {
  if (one.type === "turn") return turn();
  if (one.type === "share") {
    const frame = new Frame(`shared ${one.unit.repeat(one.length)}`, true);
    for (const [index, line] of lines.entries()) send(line, sent[index] ?? [], frame);
    return undefined;
  }
  const [line, texts] = [lines[one.to], sent[one.to]];
  if (line === undefined || texts === undefined) return undefined;
  if (one.type === "stop") line.client.pause();
  else if (one.type === "read") line.client.resume();
  else if (one.type === "send") {
    for (let count = 0; count < one.count; count++)
      send(line, texts, new Frame(`${one.to} ${texts.length} ${one.unit.repeat(one.length)}`));
  } else {
    line.socket.ping();
    texts.push("ping ");
  }
  return undefined;
}

function send(line: Line, texts: string[], frame: Frame): void {
  const before = line.socket.bufferedBytes;
  line.socket.send(frame);
  texts.push(`text ${frame.text}`);
  // what has not left in one write of a lot is what waits
  if (frame.text.length < 1000 && before < 60_000) expect(line.socket.bufferedBytes).toBeGreaterThan(before);
}

async function play(server: BareServer, steps: readonly Step[]): Promise<void> {
  const lines = await Promise.all(Array.from({ length: CLIENTS }, () => server.connect()));
  const sent: string[][] = lines.map(() => []);
  for (const one of steps) await take(lines, sent, one);
  await expectAll(lines, sent);
}

/** Ends everybody's connection, and looks at what they have got by then. */
async function expectAll(lines: readonly Line[], sent: readonly string[][]): Promise<void> {
  for (const line of lines) {
    line.client.resume();
    line.socket.close(1000, "");
    line.client.end();
  }
  await Promise.all(lines.map((line) => line.serverEnd()));
  for (const [index, line] of lines.entries()) {
    const [back, expected] = [line.back, [...(sent[index] ?? []), "close 1000", "end"]];
    expect(back.length).toBe(expected.length);
    // a message of a megabyte is no help
    expect(back.findIndex((what, at) => what !== expected[at])).toBe(-1);
    line.client.destroy();
    await line.ended;
  }
}

const CERTIFICATE = makeCertificate();

describe.for(
  SOCKET_TRANSPORT_NAMES.flatMap((name) => [[name, "TCP", null] as const, [name, "TLS", CERTIFICATE] as const]),
)("%s over %s", ([name, , tls]) => {
  test("[TR2] what waits for a client that does not read stays as it was, whatever is sent to others", async () => {
    await using server = await BareServer.listen(SOCKET_TRANSPORTS[name], tls);
    const [slow, quick] = [await server.connect(), await server.connect()];
    const sent: string[][] = [[], []];
    slow.client.pause();
    // until the system takes no more: what it has taken half of is what others might overwrite
    do {
      send(slow, sent[0] ?? [], new Frame(`${sent[0]?.length} ${"a".repeat(10_000)}`));
      await turn();
    } while (slow.socket.bufferedBytes === 0);
    for (let count = 0; count < 20; count++) {
      send(quick, sent[1] ?? [], new Frame(`${count} ${"b".repeat(10_000)}`));
      await turn();
    }
    await expectAll([slow, quick], sent);
  });

  test("[TR2] what is sent to many at once comes out as it was at each of them", { timeout: 3_600_000 }, async () => {
    await using server = await BareServer.listen(SOCKET_TRANSPORTS[name], tls);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), (steps) => play(server, steps)),
      { numRuns: RUNS },
    );
  });
});
