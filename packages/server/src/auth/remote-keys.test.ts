import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { NOW_SECONDS, PAYLOAD, signWith } from "../../fixtures/jwt.ts";
import { createTokenVerifier, type TokenVerifier } from "./token-verifier.ts";

const first = generateKeyPairSync("ec", { namedCurve: "P-256" });
const second = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** A server of keys that answers as the test says, and counts. */
class KeyServer implements AsyncDisposable {
  answer: (response: ServerResponse) => void = (response) => response.end(JSON.stringify({ keys: [] }));
  asked = 0;
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    server.on("request", (_request, response: ServerResponse) => {
      this.asked++;
      this.answer(response);
    });
  }

  static async start(): Promise<KeyServer> {
    const server = createServer();
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, "127.0.0.1", resolve);
    await promise;
    return new KeyServer(server);
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys.json`);
  }

  has(keys: Readonly<Record<string, KeyObject>>): void {
    const set = Object.entries(keys).map(([kid, key]) => ({ ...key.export({ format: "jwk" }), kid }));
    this.answer = (response) => response.end(JSON.stringify({ keys: set }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }
}

beforeEach(() => void vi.useFakeTimers({ now: NOW_SECONDS * 1000, toFake: ["Date", "performance"] }));
afterEach(() => void vi.useRealTimers());

function verifierOf({ url }: KeyServer): TokenVerifier {
  return createTokenVerifier({ keys: url, algorithms: ["ES256"] });
}

async function whyNot(verifier: TokenVerifier, key: KeyObject, kid: string): Promise<string | null> {
  const now = Math.floor(Date.now() / 1000);
  const token = signWith(key, { ...PAYLOAD, iat: now, exp: now + 600 }, { alg: "ES256", kid });
  const verified = await verifier.verify(token);
  return verified.ok ? null : verified.reason;
}

test("[TK8] keys are fetched when the first token needs them, once for all that wait", async () => {
  await using server = await KeyServer.start();
  server.has({ one: first.publicKey });
  const verifier = verifierOf(server);
  expect(server.asked).toBe(0);
  const looks = Array.from({ length: 5 }, () => whyNot(verifier, first.privateKey, "one"));
  expect(await Promise.all(looks)).toEqual([null, null, null, null, null]);
  expect(server.asked).toBe(1);
});

test("[TK8] a new kid is fetched, and a flood of unknown ones is not", async () => {
  await using server = await KeyServer.start();
  server.has({ one: first.publicKey });
  const verifier = verifierOf(server);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  server.has({ one: first.publicKey, two: second.publicKey });
  for (const kid of ["x", "y", "two"]) expect(await whyNot(verifier, second.privateKey, kid)).toBe("unknown_key");
  expect(server.asked).toBe(1);
  vi.advanceTimersByTime(30_000);
  expect(await whyNot(verifier, second.privateKey, "two")).toBe(null);
  expect(await whyNot(verifier, second.privateKey, "x")).toBe("unknown_key");
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  expect(server.asked).toBe(2);
});

test("[TK8] a key that its owner has withdrawn is taken for ten minutes at the most", async () => {
  await using server = await KeyServer.start();
  server.has({ one: first.publicKey });
  const verifier = verifierOf(server);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  server.has({ two: second.publicKey });
  vi.advanceTimersByTime(599_999);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  vi.advanceTimersByTime(1);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe("unknown_key");
  expect(await whyNot(verifier, second.privateKey, "two")).toBe(null);
});

test.for<[string, (response: ServerResponse) => unknown]>([
  ["an error", (response) => response.writeHead(500).end("{}")],
  ["a redirection", (response) => response.writeHead(302, { location: "https://evil.example/" }).end()],
  ["what is no JSON", (response) => response.end("<html>")],
  ["JSON that is no key set", (response) => response.end('{"keys":{}}')],
  ["a key set without end", (response) => response.end(`{"keys":[],"x":"${"x".repeat(300_000)}"}`)],
  ["a reset connection", (response) => response.socket?.destroy()],
  [
    "half an answer",
    (response) => response.writeHead(200, { "content-length": 99 }).write("{", () => response.destroy()),
  ],
])("[TK8] %s instead of keys is a refusal, and not asked for again at once", async ([, answer]) => {
  await using server = await KeyServer.start();
  server.answer = answer;
  const verifier = verifierOf(server);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe("keys_unavailable");
  server.has({ one: first.publicKey });
  expect(await whyNot(verifier, first.privateKey, "one")).toBe("keys_unavailable");
  expect(server.asked).toBe(1);
  vi.advanceTimersByTime(5000);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
});

test("[TK8] while new keys cannot be had, those that are known are taken", async () => {
  await using server = await KeyServer.start();
  server.has({ one: first.publicKey });
  const verifier = verifierOf(server);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  server.answer = (response) => response.writeHead(503).end();
  vi.advanceTimersByTime(30_000);
  expect(await whyNot(verifier, second.privateKey, "two")).toBe("keys_unavailable");
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
});

test("[TK8] while the URL fails, known keys are taken for a day, and a withdrawn one until the next fetch that works", async () => {
  await using server = await KeyServer.start();
  server.has({ one: first.publicKey });
  const verifier = verifierOf(server);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  const works = server.answer;
  server.answer = (response) => response.writeHead(503).end();
  vi.advanceTimersByTime(600_000);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  expect(await whyNot(verifier, second.privateKey, "two")).toBe("keys_unavailable");
  // what is no key set counts for nothing, and starts no new day
  server.answer = (response) => response.end('{"keys":[1]}');
  vi.advanceTimersByTime(86_400_000 - 600_001);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  vi.advanceTimersByTime(1);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe("keys_unavailable");
  expect(server.asked).toBe(3);
  vi.advanceTimersByTime(5000);
  server.answer = works;
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  server.answer = (response) => response.writeHead(503).end();
  vi.advanceTimersByTime(600_000);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe(null);
  server.has({ two: second.publicKey });
  vi.advanceTimersByTime(5000);
  expect(await whyNot(verifier, first.privateKey, "one")).toBe("unknown_key");
});

test("[TK8] a server of keys that never answers is given up", async () => {
  await using server = await KeyServer.start();
  server.answer = () => {};
  // what the time-out would do, at once
  const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    expect(ms).toBe(1500);
    return AbortSignal.abort(new DOMException("late", "TimeoutError"));
  });
  expect(await whyNot(verifierOf(server), first.privateKey, "one")).toBe("keys_unavailable");
  timeout.mockRestore();
});

test("[TK8] a fetched key that is secret, private or weak is not used", async () => {
  await using server = await KeyServer.start();
  const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const set = [
    { kty: "oct", k: Buffer.alloc(32).toString("base64url"), kid: "secret" },
    { ...first.privateKey.export({ format: "jwk" }), kid: "private" },
    { ...weak.publicKey.export({ format: "jwk" }), kid: "weak" },
  ];
  server.answer = (response) => response.end(JSON.stringify({ keys: set }));
  const verifier = createTokenVerifier({ keys: server.url, algorithms: ["ES256", "RS256"] });
  expect(await whyNot(verifier, first.privateKey, "secret")).toBe("unknown_key");
  expect(await whyNot(verifier, first.privateKey, "private")).toBe("keys_unavailable");
  const token = signWith(weak.privateKey, PAYLOAD, { alg: "RS256", kid: "weak" });
  expect(await verifier.verify(token)).toEqual({ ok: false, reason: "unknown_key" });
});

test("[TK8] a token that is no token fetches nothing", async () => {
  await using server = await KeyServer.start();
  const verifier = verifierOf(server);
  for (const junk of ["", "a.b.c", signWith(first.privateKey, PAYLOAD, { alg: "none" })]) await verifier.verify(junk);
  expect(server.asked).toBe(0);
});
