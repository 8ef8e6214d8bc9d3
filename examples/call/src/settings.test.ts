import { expect, test } from "vitest";

import { readSettings } from "./settings.ts";

test("without variables there are neither STUN nor TURN servers, and the port is 8443", () => {
  expect(readSettings({})).toMatchObject({ port: 8443, stunUrls: [], turn: null, logLevel: "info" });
});

test("lists of URLs may have spaces, and a comma too many", () => {
  const settings = readSettings({
    STUN_URLS: "stun:a.example, stuns:b.example:5349,",
    TURN_URLS: "turn:c.example",
    TURN_SECRET: "s",
  });
  expect(settings.stunUrls).toEqual(["stun:a.example", "stuns:b.example:5349"]);
  expect(settings.turn).toEqual({ urls: ["turn:c.example"], secret: "s" });
});

test.for([
  [{ STUN_URLS: "stun.example.org" }, 'STUN_URLS: expected URLs like stun:stun.example.org, got "stun.example.org"'],
  [
    { STUN_URLS: "https://example.org" },
    'STUN_URLS: expected URLs like stun:stun.example.org, got "https://example.org"',
  ],
  [
    { TURN_URLS: "stun:example.org", TURN_SECRET: "s" },
    'TURN_URLS: expected URLs like turn:turn.example.org:3478?transport=udp, got "stun:example.org"',
  ],
  [{ TURN_URLS: "turn:example.org" }, "TURN_URLS and TURN_SECRET go together: set both, or none"],
  [{ TURN_SECRET: "s" }, "TURN_URLS and TURN_SECRET go together: set both, or none"],
  [{ PORT: "web" }, 'PORT: expected a number from 0 to 65535, got "web"'],
] as const)("%j is refused in one sentence", ([env, sentence]) => {
  expect(() => readSettings({ ...env })).toThrow(sentence);
});
