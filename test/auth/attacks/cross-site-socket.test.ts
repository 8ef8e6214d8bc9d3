import { expect, test } from "vitest";

import { HOST, ORIGIN } from "../web/visitor.ts";
import { listenFor } from "./listening.ts";
import { cookieOf, join, knock, openTarget } from "./target.ts";

test.for([
  ["another site", "https://evil.example"],
  ["a sandboxed or local page", "null"],
  ["a sub-domain", `https://evil.${HOST}`],
  ["the domain above", "https://example"],
  ["another port of this host", `https://${HOST}:8443`],
  ["this host over plain HTTP", `http://${HOST}`],
  ["this host over another scheme", `ftp://${HOST}`],
  ["a host that ends like this one", `https://not-${HOST}`],
  ["a host that begins like this one", `https://${HOST}.evil.example`],
  ["a host with this one as its user", `https://${HOST}@evil.example`],
  ["this host with a dot at its end", `https://${HOST}.`],
  ["a host that looks like this one", "https://c\u0430lls.example"],
  ["a file", "file:///calls.example"],
  ["an extension", "chrome-extension://calls.example"],
  ["nowhere", ""],
  ["a list with this host in it", `https://evil.example, ${ORIGIN}`],
  ["this host and something after it", `${ORIGIN} https://evil.example`],
] as const)("a page of %s cannot open a socket with the user's cookie", async ([, origin]) => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const headers = { ...ada.upgradeHeaders(), origin };
  expect(await knock(site, headers, call)).toMatch(/^403 foreign_origin/);
  // with our subprotocol a refusal is a frame, but not for a foreign page: it is told nothing
  expect(await knock(site, { ...headers, "sec-websocket-protocol": "parlor.1" }, call)).toMatch(/^403 foreign_origin/);
  expect(await knock(site, ada.upgradeHeaders(), call)).toBe("in");
});

test("a program that sends the user's cookie without an Origin gets no socket", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const { origin: _, ...headers } = ada.upgradeHeaders();
  expect(await knock(site, headers, call)).toBe("401 unauthorized: not_logged_in");
});

test("a page of another site does not learn whether its user is logged in, nor whether there is such a call", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const origin = "https://evil.example";
  const answers = [
    await knock(site, { ...ada.upgradeHeaders(), origin }, call),
    await knock(site, { ...ada.upgradeHeaders(), origin }, "kx3f-9m2q-7hwp-t4vn"),
    await knock(site, { ...site.visitor().upgradeHeaders(), origin }, call),
  ];
  expect(new Set(answers).size).toBe(1);
});

test("a foreign page's sockets do not use up the attempts of its user's address", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  for (let time = 0; time < 100; time++) {
    await knock(site, { ...ada.upgradeHeaders(), cookie: "__Host-session=junk", origin: "https://evil.example" }, call);
  }
  await join(site, ada, call);
});

test("over TLS, neither a foreign Origin, nor two of them, nor an encoded path open a socket with the user's cookie", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const server = await listenFor(site);
  const upgrade = (origins: readonly string[], path = `/socket/${call}`): Promise<string> =>
    server.send(
      [
        `GET ${path}?key=${"a".repeat(32)} HTTP/1.1`,
        `Host: ${HOST}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ...origins.map((origin) => `Origin: ${origin}`),
        `Cookie: __Host-session=${cookieOf(ada)}`,
        "",
        "",
      ].join("\r\n"),
      { until: "\r\n\r\n" },
    );
  expect(await upgrade(["https://evil.example"])).toMatch(/^HTTP\/1\.1 403/);
  expect(await upgrade([`http://${HOST}`])).toMatch(/^HTTP\/1\.1 403/);
  expect(await upgrade([])).toMatch(/^HTTP\/1\.1 401/);
  expect(await upgrade(["https://evil.example", ORIGIN])).toMatch(/^HTTP\/1\.1 403/);
  expect(await upgrade([ORIGIN, "https://evil.example"])).toMatch(/^HTTP\/1\.1 403/);
  expect(await upgrade(["https://evil.example"], `/%73ocket/${call}`)).toMatch(/^HTTP\/1\.1 40[34]/);
  expect(await upgrade(["https://evil.example"], `https://${HOST}/socket/${call}`)).toMatch(/^HTTP\/1\.1 40[34]/);
  expect(await upgrade([ORIGIN])).toMatch(/^HTTP\/1\.1 101/);
});
