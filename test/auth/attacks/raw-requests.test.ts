import { expect, test } from "vitest";

import { HOST, ORIGIN } from "../web/visitor.ts";
import { listenFor } from "./listening.ts";
import { cookieOf, openTarget, snapshot } from "./target.ts";

/** What only files and answers have that nobody may see. */
const LEAKED = /root:.*:0:0|"main\.tsx"|"dependencies"|BEGIN .*PRIVATE|createParlor|\bat .*\.ts:\d+/;

const TARGETS = [
  "/assets/../manifest.json",
  "/assets/../../../../../../../../etc/passwd",
  "/assets/..%2fmanifest.json",
  "/assets/%2e%2e/manifest.json",
  "/assets/%2e%2e%2fmanifest.json",
  "/assets/.%2e/manifest.json",
  "/assets/%252e%252e%252fmanifest.json",
  "/assets/%25252e%25252e/manifest.json",
  "/assets/..%5cmanifest.json",
  "/assets/..\\manifest.json",
  "/assets\\..\\manifest.json",
  "/assets/%5c..%5cmanifest.json",
  "/assets/....//manifest.json",
  "/assets/..;/manifest.json",
  "/assets/.../manifest.json",
  "/assets/./../manifest.json",
  "/assets//../manifest.json",
  "/assets/x/../../manifest.json",
  "/assets/1-x.css/../../manifest.json",
  "/assets/1-x.css%00.png",
  "/assets/%00",
  "/assets/..%00/manifest.json",
  "/assets/%c0%ae%c0%ae/manifest.json",
  "/assets/%c0%ae%c0%ae%c0%afmanifest.json",
  "/assets/%e0%80%ae%e0%80%ae/manifest.json",
  "/assets/%uff0e%uff0e/manifest.json",
  "/assets/\u00c0\u00ae./manifest.json",
  "/assets/%",
  "/assets/%zz",
  "/assets//etc/passwd",
  "//etc/passwd",
  "/assets/file:///etc/passwd",
  "/assets/%2fetc%2fpasswd",
  "/assets/~root/.bashrc",
  "/assets/.",
  "/assets/",
  "/assets",
  "/manifest.json",
  "/.parlor/keys",
  "/../../package.json",
  "/.git/config",
  "/.env",
  `https://${HOST}/assets/../manifest.json`,
  `https://${HOST}/assets/..%2fmanifest.json`,
  "https://evil.example/assets/../../etc/passwd",
  "file:///etc/passwd",
  "http://127.0.0.1:22/manifest.json",
  "*",
  "assets/1-x.css",
  "//evil.example/%2e%2e",
  "/calls/..%2f..%2fmanifest.json",
  "/calls/%2e%2e/manifest.json",
  `/calls/${"a".repeat(4000)}`,
  `/${"../".repeat(2000)}etc/passwd`,
];

test(`none of ${TARGETS.length} paths leads out of the folder of built files, for a stranger or a member`, async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const { send } = await listenFor(site);
  const get = (path: string, cookie: string, more = ""): Promise<string> =>
    send(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\nCookie: ${cookie}\r\n${more}\r\n`);
  for (const cookie of ["a=b", `__Host-session=${cookieOf(ada)}`]) {
    // it is what it looks for that is not there, not that it does not look
    expect(await get("/assets/1-x.css", cookie)).toMatch(/^HTTP\/1\.1 200 [^]*body \{\}/);
    for (const path of TARGETS) {
      const answer = await get(path, cookie);
      expect([path, answer]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 (30[23]|40[0345]|414|431) /)]);
      expect(answer).not.toMatch(LEAKED);
      const [, location = "/"] = /\r\nlocation: ([^\r]*)/i.exec(answer) ?? [];
      expect(new URL(location, ORIGIN).origin).toBe(ORIGIN);
    }
  }
  const range = await get("/assets/1-x.css", "a=b", "Range: bytes=-99999999999,0-0,5-1\r\n");
  expect(range).not.toMatch(LEAKED);
});

/** Requests that are no HTTP, or two at once for whoever reads them in another way. */
const BROKEN = {
  "no host": "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
  "two hosts": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
  "a host that is none": "GET / HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n",
  "a host with a path": `GET / HTTP/1.1\r\nHost: ${HOST}/x\r\nConnection: close\r\n\r\n`,
  "a host with a user": `GET / HTTP/1.1\r\nHost: x@${HOST}\r\nConnection: close\r\n\r\n`,
  "a host with spaces": "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
  "a length and chunks": `POST /log-in HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n`,
  "two lengths": `POST /log-in HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 1\r\nContent-Length: 9\r\nConnection: close\r\n\r\n123456789`,
  "a length below zero": `POST /log-in HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: -1\r\nConnection: close\r\n\r\n`,
  "a length that is no number": `POST /log-in HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 0x10\r\nConnection: close\r\n\r\n`,
  "chunks that are none": `POST /log-in HTTP/1.1\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n\r\n`,
  "another coding": `POST /log-in HTTP/1.1\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked, identity\r\nConnection: close\r\n\r\n0\r\n\r\n`,
  "a space before a colon": `GET / HTTP/1.1\r\nHost : ${HOST}\r\nConnection: close\r\n\r\n`,
  "a folded header": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX: a\r\n b\r\nConnection: close\r\n\r\n`,
  "a NUL in a header": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX: a\0b\r\nConnection: close\r\n\r\n`,
  "a TRACE": `TRACE /log-in HTTP/1.1\r\nHost: ${HOST}\r\nCookie: __Host-session=secret\r\nConnection: close\r\n\r\n`,
  "a CONNECT": "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
  "a method in small letters": `post /log-in HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`,
  "an upgrade to HTTP/2": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
  "another upgrade": `GET /socket/x HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
  "a WebSocket nowhere": `GET /calls HTTP/1.1\r\nHost: ${HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  "very long headers": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX: ${"x".repeat(100_000)}\r\nConnection: close\r\n\r\n`,
  "very many headers": `GET / HTTP/1.1\r\nHost: ${HOST}\r\n${"X: y\r\n".repeat(10_000)}Connection: close\r\n\r\n`,
  "a huge cookie": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nCookie: __Host-session=${"x".repeat(15_000)}\r\nConnection: close\r\n\r\n`,
  "very many cookies": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ${"a=b; ".repeat(3_000)}\r\nConnection: close\r\n\r\n`,
  "a cookie that is none": `GET / HTTP/1.1\r\nHost: ${HOST}\r\nCookie: ;;=;=;;,\xff\x01=%%%; __Host-session\r\nConnection: close\r\n\r\n`,
  junk: "\x16\x03\x01\x00\xff\r\n\r\n",
};

test.for(Object.entries(BROKEN))(
  "a request with %s gets no more than any stranger, and the next one its answer",
  async ([, request]) => {
    const site = await openTarget();
    const { send } = await listenFor(site);
    const answer = await send(request);
    // nothing but one answer: neither a second one, nor what was sent, nor the reason
    expect(answer.match(/HTTP\/1\.1 \d/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(answer).toMatch(/^$|^HTTP\/1\.1 (303|4\d\d) /);
    expect(answer).not.toContain("__Host-session=secret");
    expect(answer).not.toMatch(LEAKED);
    expect(answer).not.toMatch(/\r\nlocation: (?!\/log-in\r)/i);
    expect(await send(`GET /log-in HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
  },
);

test.for([
  ["of a megabyte", `Content-Length: ${2 ** 20}`, "x".repeat(2 ** 20)],
  ["of a megabyte in chunks, without a length", "Transfer-Encoding: chunked", chunked(16, "x".repeat(2 ** 16))],
  ["in one chunk that is too large", "Transfer-Encoding: chunked", chunked(1, "x".repeat(20_000))],
  ["in very many chunks", "Transfer-Encoding: chunked", chunked(20_000, "x")],
  ["that says it has a terabyte", `Content-Length: ${2 ** 40}`, "x"],
  ["of very many fields", "Content-Length: 100000", "a=&".repeat(33_333)],
] as const)("a form %s is refused before anybody reads it", async ([, header, body]) => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const before = await snapshot(site);
  const { send } = await listenFor(site);
  for (const path of ["/log-in", "/register", "/calls", "/session/renew", "/nowhere"]) {
    const answer = await send(
      [
        `POST ${path} HTTP/1.1`,
        `Host: ${HOST}`,
        `Origin: ${ORIGIN}`,
        "Content-Type: application/x-www-form-urlencoded",
        `Cookie: __Host-session=${cookieOf(ada)}`,
        "Connection: close",
        header,
        "",
        body,
      ].join("\r\n"),
      { until: "\r\n\r\n" },
    );
    expect([path, answer.split("\r\n")[0]]).toEqual([path, "HTTP/1.1 413 Payload Too Large"]);
  }
  expect(await snapshot(site)).toEqual(before);
  expect((await ada.get("/")).status).toBe(200);
});

function chunked(count: number, part: string): string {
  const chunk = `${part.length.toString(16)}\r\n${part}\r\n`;
  return `${chunk.repeat(count)}0\r\n\r\n`;
}
