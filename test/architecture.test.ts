import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

import { expect, test } from "vitest";

// Imports point down the path of a message, and never up: docs/architecture.md.

const SERVER = resolve(import.meta.dirname, "../packages/server/src");
const PATH = ["server", "transport", "peer", "room", "actor", "observe"];
/** Only here may these be imported. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  ws: ["transport", "testing"],
  "node:http": ["transport", "testing", "peer/upgrade-request.ts"],
  "node:tls": ["transport"],
  "node:net": ["transport"],
  cookie: ["peer/upgrade-request.ts"],
  jose: ["auth"],
};

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export)[^;]*?from "([^"]+)";/gmu)].map(([, from]) => from ?? "");
}

/** The folder a file belongs to; what lies beside the folders is the server itself. */
function layerOf(file: string): string {
  const [folder = "", rest] = file.split("/");
  return rest === undefined ? "server" : folder;
}

test("[AR1] imports only point down the path", () => {
  const upward: string[] = [];
  for (const file of sources(SERVER)) {
    const layer = layerOf(file);
    if (layer === "testing" || layer === "auth") continue;
    for (const from of importsOf(resolve(SERVER, file))) {
      if (!from.startsWith(".")) continue;
      const target = layerOf(relative(SERVER, resolve(SERVER, dirname(file), from)));
      if (PATH.indexOf(target) < PATH.indexOf(layer)) upward.push(`${file} imports ${from}`);
    }
  }
  expect(upward).toEqual([]);
});

test("[AR1] what authenticates stands beside the path: it knows peers and rooms, and nothing knows it", () => {
  const knows = ["auth", "peer", "room", "actor", "observe"];
  const strays: string[] = [];
  for (const file of sources(SERVER)) {
    const layer = layerOf(file);
    for (const from of importsOf(resolve(SERVER, file))) {
      if (!from.startsWith(".")) continue;
      const target = relative(SERVER, resolve(SERVER, dirname(file), from));
      const isStray = layer === "auth" && !knows.includes(layerOf(target)) && target !== "option-checks.ts";
      if (isStray || (layer !== "auth" && layerOf(target) === "auth")) strays.push(`${file} imports ${from}`);
    }
  }
  expect(strays).toEqual([]);
});

test("[AR1] the layers of the client only know those before them", () => {
  const client = resolve(import.meta.dirname, "../packages/client/src");
  const knows: Readonly<Record<string, readonly string[]>> = {
    connection: [],
    room: ["connection"],
    link: ["connection"],
    mesh: ["connection", "link"],
    quality: ["connection", "mesh"],
    files: ["connection", "link", "mesh"],
    media: [],
  };
  const strays: string[] = [];
  for (const file of sources(client)) {
    const [folder = "", rest] = file.split("/");
    if (rest === undefined || folder === "fakes") continue;
    for (const from of importsOf(resolve(client, file))) {
      if (!from.startsWith(".")) continue;
      const [target = "", inside] = relative(client, resolve(client, dirname(file), from)).split("/");
      if (inside === undefined || target === folder || knows[folder]?.includes(target)) continue;
      strays.push(`${file} imports ${from}`);
    }
  }
  expect(strays).toEqual([]);
});

test("[AR2] a library is known in one place", () => {
  const strays: string[] = [];
  for (const file of sources(SERVER)) {
    for (const from of importsOf(resolve(SERVER, file))) {
      const allowed = ONLY_IN[from];
      if (allowed === undefined) continue;
      if (!allowed.some((place) => file === place || layerOf(file) === place)) strays.push(`${file} imports ${from}`);
    }
  }
  expect(strays).toEqual([]);
});

test("[AR3] the machinery has never heard of WebRTC, nor the protocol of anything", () => {
  for (const file of sources(resolve(SERVER, "actor"))) {
    expect(readFileSync(resolve(SERVER, "actor", file), "utf8")).not.toMatch(/webrtc|peer actor|websocket|sdp/iu);
  }
  const protocol = resolve(import.meta.dirname, "../packages/protocol/src");
  for (const file of sources(protocol)) {
    expect(importsOf(resolve(protocol, file)).filter((from) => !from.startsWith("./"))).toEqual([]);
  }
});

test("[AR4] nothing in a library writes to the console or reads the environment", () => {
  for (const name of ["protocol", "server", "client"]) {
    const folder = resolve(import.meta.dirname, `../packages/${name}/src`);
    for (const file of sources(folder)) {
      expect([file, /console\.|process\.env/u.test(readFileSync(resolve(folder, file), "utf8"))]).toEqual([
        file,
        false,
      ]);
    }
  }
});
