import { once } from "node:events";
import type { IncomingMessage, RequestOptions } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type ServerProcess, startServer } from "../server-process.ts";

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

async function ask(path: string, options: RequestOptions = {}): Promise<Answer> {
  // the certificate is one that the server has made for itself
  const sent = request(server.origin + path, { ...options, rejectUnauthorized: false }).end();
  const [answer] = await Promise.race([once(sent, "response"), once(sent, "upgrade")]);
  if (answer.statusCode === 101) answer.destroy();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: answer.statusCode === 101 ? "" : await text(answer),
  };
}

/** Asks for a WebSocket, as a program that is no browser would. */
function upgrade(path: string, headers: Record<string, string>): Promise<Answer> {
  return ask(path, {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
}

function cookie(value: string): { Cookie: string } {
  return { Cookie: `credentials=${encodeURIComponent(value)}` };
}

const GOOD = cookie('{"username":"USERNAME","password":"PASSWORD"}');

test.for(["/room", "/other", "/call-me", "/anything-else_1"])("GET %s is the page", async (path) => {
  const { status, headers, body } = await ask(path);
  expect(status).toBe(200);
  expect(headers["content-type"]).toContain("text/html");
  expect(body).toContain("<title>Video call</title>");
});

test("the page's scripts and styles are there, and are good for ever", async () => {
  const { body } = await ask("/room");
  const assets = [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
  expect(assets.length).toBeGreaterThanOrEqual(3);
  for (const path of assets) {
    const { status, headers } = await ask(path);
    expect(status).toBe(200);
    expect(headers["cache-control"]).toContain("immutable");
  }
});

test("GET / leads to the first room", async () => {
  expect(await ask("/")).toMatchObject({ status: 302, headers: { location: "/room" } });
});

test("GET of a room with a slash behind it leads to the room", async () => {
  expect(await ask("/call-me/")).toMatchObject({ status: 302, headers: { location: "/call-me" } });
});

test.for([
  "/x/y",
  "/favicon.ico",
  "/assets/nothing.js",
  "/assets/..%2f..%2fpackage.json",
  "/..%2fpackage.json",
  "/%00",
  "/%ff",
  "/room//",
  "//elsewhere.example/",
])("GET %s is not found", async (path) => {
  expect((await ask(path)).status).toBe(404);
});

test("every answer has the security headers, and none that would lock out a self-signed certificate", async () => {
  for (const path of ["/room", "/x/y"]) {
    const { headers } = await ask(path);
    expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["permissions-policy"]).toContain("camera=(self), microphone=(self)");
    expect(headers["strict-transport-security"]).toBeUndefined();
  }
});

test("a socket without a cookie is refused", async () => {
  const { status, body } = await upgrade("/socket/room", {});
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ code: "bad_request", details: "bad_credentials" });
});

test.for([
  "",
  "no json",
  "null",
  "1",
  "true",
  '"text"',
  "[]",
  '["USERNAME","PASSWORD"]',
  "{}",
  '{"username":"USERNAME"}',
  '{"username":"USERNAME","password":null}',
  '{"username":1,"password":2}',
  '{"username":{},"password":[]}',
  '{"__proto__":{"username":"USERNAME","password":"PASSWORD"}}',
])("a socket whose cookie holds %j is refused", async (value) => {
  const { status, body } = await upgrade("/socket/room", cookie(value));
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ details: "bad_credentials" });
});

test.for([
  ["USERNAME", "password"],
  ["username", "PASSWORD"],
  ["", ""],
  ["USERNAME", "PASSWORD "],
  ['USERNAME","', "PASSWORD"],
])("a socket with the credentials %j is refused", async ([username, password]) => {
  const { status, body } = await upgrade("/socket/room", cookie(JSON.stringify({ username, password })));
  expect(status).toBe(401);
  expect(JSON.parse(body)).toMatchObject({ code: "unauthorized", details: "wrong_credentials" });
});

test("a socket without a room is refused", async () => {
  const { status, body } = await upgrade("/socket", GOOD);
  expect(status).toBe(400);
  expect(JSON.parse(body)).toMatchObject({ details: "no_room" });
});

test("strangers do not learn which rooms there are", async () => {
  expect((await upgrade("/socket/nowhere", {})).status).toBe(400);
  expect((await upgrade("/socket/nowhere", cookie('{"username":"a","password":"b"}'))).status).toBe(401);
  expect((await upgrade("/socket/nowhere", GOOD)).status).toBe(404);
});

test("a page of another origin gets no socket, and the own one does", async () => {
  expect((await upgrade("/socket/room", { ...GOOD, Origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await upgrade("/socket/room", { ...GOOD, Origin: `http://localhost:${server.port}` })).status).toBe(403);
  expect((await upgrade("/socket/room", { ...GOOD, Origin: server.origin })).status).toBe(101);
});

test("nothing secret is printed", () => {
  expect(server.lines.filter((line) => /PASSWORD|password/.test(line))).toEqual([]);
});
