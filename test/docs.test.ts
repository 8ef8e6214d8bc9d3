import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { CLIENT_ERRORS } from "@parlor/client";
import { ERRORS } from "@parlor/protocol";
import { DEFAULTS, EVENT_LEVELS } from "@parlor/server";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = globSync(["README.md", "docs/*.md", "docs/{client,decisions}/*.md", "packages/*/README.md"], {
  cwd: ROOT,
});

function page(path: string): string {
  return readFileSync(resolve(ROOT, path), "utf8");
}

test("[DC1] docs/protocol.md lists every error code with its status, close code and retry rule, and no other", () => {
  const dash = (value: number | null): string => (value === null ? "—" : `${value}`);
  const wanted = Object.entries(ERRORS).map(
    ([code, { http, close, retry }]) => `${code} | ${dash(http)} | ${dash(close)} | ${retry}`,
  );
  const rows = [...page("docs/protocol.md").matchAll(/^\| `(\w+)` \| (\S+) \| (\S+) \| (no|yes|later) \|/gmu)];
  const listed = rows.map(([, code, http, close, retry]) => `${code} | ${http} | ${close} | ${retry}`);
  expect(listed.toSorted()).toEqual(wanted.toSorted());
});

test("[DC1] docs/options.md names every option and every event", () => {
  const text = page("docs/options.md");
  const names = [
    ...Object.keys(DEFAULTS),
    "events",
    "iceServers",
    "peer",
    "peerOptions",
    "rooms",
    "onMissingRoom",
    "observe",
    ...Object.keys(EVENT_LEVELS),
  ];
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("[DC1] the client's README has every error of the client", () => {
  const text = page("packages/client/README.md");
  expect(Object.keys(CLIENT_ERRORS).filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});

test("[DC1] no page links to what is not there", () => {
  const broken: string[] = [];
  for (const path of [...PAGES, ...globSync("docs/guide/*.md", { cwd: ROOT })]) {
    for (const [, target = ""] of page(path).matchAll(/\]\(([^)\s]+)\)/gu)) {
      if (/^(?:https?:|#|mailto:)/u.test(target)) continue;
      const file = resolve(ROOT, path, "..", target.replace(/#.*/u, ""));
      if (globSync(file).length === 0) broken.push(`${path}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

test("[DC1] what the guide shows is what the examples do", () => {
  const sources = globSync(
    ["examples/{guide,auth}/{src,page}/**/*.{ts,html,css}", "examples/{guide,auth,serve}/*.ts"],
    {
      cwd: ROOT,
    },
  );
  const example = squeeze(sources.map((file) => page(file)).join("\n"));
  const strangers: string[] = [];
  for (const path of globSync("docs/guide/*.md", { cwd: ROOT })) {
    for (const [, snippet = ""] of page(path).matchAll(/^```ts\n(.*?)^```/gmsu)) {
      // an ellipsis stands for what is left out
      for (const part of snippet.split(/^\s*\/\/ \.\.\.\n/mu)) {
        if (!example.includes(squeeze(part))) strangers.push(`${path}: ${part}`);
      }
    }
  }
  expect(strangers).toEqual([]);
});

function squeeze(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}

test("[DC2] every TypeScript snippet of the pages compiles", () => {
  const folder = resolve(ROOT, "test/.snippets");
  rmSync(folder, { recursive: true, force: true });
  const environments = {
    node: { lib: ["es2024", "esnext.disposable"], types: ["node"] },
    browser: { lib: ["es2024", "esnext.disposable", "dom", "dom.iterable"], types: [] },
  };
  for (const [environment, compilerOptions] of Object.entries(environments)) {
    mkdirSync(resolve(folder, environment), { recursive: true });
    const config = {
      extends: "../../../tsconfig.base.json",
      compilerOptions: { noEmit: true, ...compilerOptions },
      include: ["."],
    };
    writeFileSync(resolve(folder, environment, "tsconfig.json"), JSON.stringify(config));
  }
  for (const path of PAGES) {
    for (const [index, [, snippet = ""]] of [...page(path).matchAll(/^```ts\n(.*?)^```/gmsu)].entries()) {
      const environment = snippet.startsWith("// browser") ? "browser" : "node";
      const name = `${path.replaceAll(/[/.]/gu, "-")}-${index + 1}.ts`;
      writeFileSync(resolve(folder, environment, name), `${snippet}\nexport {};\n`);
    }
  }
  for (const environment of Object.keys(environments)) {
    const tsc = spawnSync(resolve(ROOT, "node_modules/.bin/tsc"), ["-p", resolve(folder, environment)], {
      encoding: "utf8",
    });
    expect(tsc.stdout).toBe("");
  }
}, 60_000);
