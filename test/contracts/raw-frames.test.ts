import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { BareServer } from "../../packages/server/fixtures/bare-server.ts";
import { frame } from "../../packages/server/fixtures/raw-client.ts";
import { SOCKET_TRANSPORT_NAMES, SOCKET_TRANSPORTS } from "../../packages/server/fixtures/socket-transports.ts";
import { FRAMING_CASES } from "./raw/framing-cases.ts";
import type { RawCase } from "./raw/raw-case.ts";
import { TEXT_CASES } from "./raw/text-cases.ts";

// The ground that Autobahn's cases 1 to 7 cover, as data: the same bytes, however they are cut, are the same messages,
// pongs and close codes on every transport.

const CASES = [...FRAMING_CASES, ...TEXT_CASES];
const STILL_THERE = frame(0x89, "still there?");

/** Each way to cut a case's bytes; places in the tail of what is long are as good as those in its middle. */
const SPLITS: readonly (readonly [name: string, cuts: (length: number) => readonly number[]])[] = [
  ["in one piece", () => []],
  ["octet by octet", (length) => Array.from({ length }, (_, at) => at).filter((at) => at < 60 || length - at < 30)],
  ["in pieces of 7", (length) => Array.from({ length: Math.min(40, length / 7) }, (_, index) => index * 7)],
];

async function meets(
  server: BareServer,
  { bytes, told, back, ends }: RawCase,
  cuts: readonly number[] | null,
): Promise<void> {
  const all = ends ? bytes : Buffer.concat([bytes, STILL_THERE]);
  const line = await server.connect(cuts === null ? { head: all } : {});
  if (cuts !== null) await line.send(all, cuts);
  if (ends) await line.gone();
  else await line.until((back) => back.includes("pong still there?"));
  expect(line.told).toEqual(ends ? told : [...told, "ping"]);
  expect(line.back).toEqual(ends ? back : [...back, "pong still there?"]);
  line.client.destroy();
  await line.ended;
}

describe.for(SOCKET_TRANSPORT_NAMES)("%s", (name) => {
  let server: BareServer;
  beforeAll(async () => {
    server = await BareServer.listen(SOCKET_TRANSPORTS[name]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("the names of the cases are their own", () => {
    expect(new Set(CASES.map((one) => one.name)).size).toBe(CASES.length);
  });

  test.for(CASES.map((one) => [one.name, one] as const))("[TR9] %s", async ([, one]) => {
    await Promise.all([
      ...SPLITS.map(([, cuts]) => meets(server, one, cuts(one.bytes.length))),
      // together with the upgrade request
      meets(server, one, null),
    ]);
  });
});
