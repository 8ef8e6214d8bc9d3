import fc from "fast-check";
import { expect, test } from "vitest";

import { Receiver } from "../../packages/server/fixtures/ws-receiver.ts";
import { type FrameListener, FrameReader } from "../../packages/server/src/transport/frame-reader.ts";
import { cutPlaces, oddBytes } from "./odd-bytes.ts";

// The same without sockets, and so many more of them: two readers of RFC 6455 that have no line in common.

/** How many chunks of bytes: few for every day, `FUZZ_RUNS=50000` for a night. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 50) * 20;

interface Reading {
  readonly bytes: Buffer;
  readonly cuts: readonly number[];
  readonly maxMessageBytes: number;
  /** The calls in which our listener pauses the reader. */
  readonly pauses: readonly number[];
}

const reading: fc.Arbitrary<Reading> = fc
  .record({
    bytes: oddBytes,
    places: fc.oneof(
      { weight: 5, arbitrary: fc.array(fc.nat(), { maxLength: 8 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    maxMessageBytes: fc.oneof(
      { weight: 3, arbitrary: fc.constant(65_536) },
      { weight: 1, arbitrary: fc.constantFrom(1, 10, 125, 126, 1000, 1_000_000) },
    ),
    pauses: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }),
  })
  .map(({ bytes, places, ...rest }) => {
    const all = Array.from({ length: Math.min(bytes.length, 300) }, (_, at) => at);
    return { ...rest, bytes, cuts: places === null ? all : cutPlaces(places, bytes.length) };
  });

function* piecesOf({ bytes, cuts }: Reading): Generator<Buffer> {
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    // a reader may write into what it is given
    if (end > start) yield Buffer.from(bytes.subarray(start, end));
    start = end;
  }
}

/** What our reader tells, one thing a line. */
function told(reading: Reading): string[] {
  const said: string[] = [];
  const note = (what: string): void => {
    if (said.push(what) && reading.pauses.includes(said.length)) reader.pause();
  };
  const listener: FrameListener = {
    text: (text, bytes) => note(`text ${bytes} ${text}`),
    binary: () => note("binary"),
    pinged: (payload) => note(`ping ${payload.toString("hex")}`),
    ponged: () => note("pong"),
    closing: (code, payload) => note(`close ${code} ${payload.subarray(2).toString("hex")}`),
    breach: (code) => note(`breach ${code}`),
  };
  const reader = new FrameReader(listener, reading.maxMessageBytes);
  for (const piece of piecesOf(reading)) {
    let rest = piece;
    for (;;) {
      const before = said.length;
      const read = reader.read(rest);
      const calls = reading.pauses.filter((pause) => pause > before && pause < said.length);
      if (calls.length > 0) said.push(`told while it was paused`);
      if (read === rest.length) break;
      rest = rest.subarray(read);
      reader.resume();
    }
    reader.resume();
  }
  return said;
}

/** What the reader of ws tells. */
function toldByWs(reading: Reading): string[] {
  const said: string[] = [];
  const receiver = new Receiver({ isServer: true, maxPayload: reading.maxMessageBytes, maxFragments: 16_384 });
  let isDone = false;
  receiver.on("error", () => undefined);
  receiver.on("message", (data: Buffer, isBinary: boolean) =>
    said.push(isBinary ? "binary" : `text ${data.length} ${data.toString()}`),
  );
  receiver.on("ping", (data: Buffer) => said.push(`ping ${data.toString("hex")}`));
  receiver.on("pong", () => said.push("pong"));
  receiver.on("conclude", (code: number, reason: Buffer) => {
    said.push(`close ${code} ${reason.toString("hex")}`);
    isDone = true;
  });
  for (const piece of piecesOf(reading)) {
    receiver.write(piece);
    if (receiver.errored !== null) {
      said.push(`breach ${closeCode(receiver.errored)}`);
      break;
    }
    if (isDone) break;
  }
  return said;
}

function closeCode(error: Error): number {
  const code = "code" in error ? String(error.code) : "";
  if (code === "WS_ERR_INVALID_UTF8") return 1007;
  if (code === "WS_ERR_TOO_MANY_BUFFERED_PARTS") return 1008;
  return code.startsWith("WS_ERR_UNSUPPORTED_") ? 1009 : 1002;
}

test(
  "[FZ2] any bytes, cut anywhere and paused anywhere, are the same frames to two readers",
  { timeout: 3_600_000 },
  () => {
    fc.assert(
      fc.property(reading, (one) => {
        expect(told(one)).toEqual(toldByWs(one));
      }),
      { numRuns: RUNS },
    );
  },
);
