import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { isRoomName } from "./room-name.ts";
import { createRouter } from "./router.ts";

function start(): ReturnType<typeof createRouter> {
  const folder = mkdtempSync(join(tmpdir(), "parlor-call-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const page of ["start", "index", "not-found"]) writeFileSync(join(folder, `${page}.html`), `page ${page}`);
  return createRouter(folder);
}

const ROOM = "/kx3f-9m2q-7hwp-t4vn";

test.for([
  ["/", 200, "page start"],
  [ROOM, 200, "page index"],
  ["/lobby", 404, "page not-found"],
  [`${ROOM}-x`, 404, "page not-found"],
  ["/x/y", 404, "page not-found"],
  ["/%00", 404, "page not-found"],
] as const)("GET %s is %i, %j", async ([path, status, body]) => {
  const answer = await start().request(path);
  expect(answer.status).toBe(status);
  expect(await answer.text()).toBe(body);
});

test("GET /new leads to a room, another one each time", async () => {
  const router = start();
  const answers = [await router.request("/new"), await router.request("/new")];
  const [one, other] = answers.map(({ headers }) => headers.get("location")?.slice(1) ?? "");
  expect(answers[0]?.status).toBe(302);
  expect(isRoomName(one ?? "")).toBe(true);
  expect(other).not.toBe(one);
});

test.for(["/KX3F-9M2Q-7HWP-T4VN", "/kx3f9m2q7hwpt4vn"])("GET %s leads to the room that is meant", async (path) => {
  const answer = await start().request(path);
  expect([answer.status, answer.headers.get("location")]).toEqual([302, ROOM]);
});

test("every page has a policy under which no foreign script runs", async () => {
  for (const path of ["/", ROOM, "/lobby"]) {
    const { headers } = await start().request(path);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
  }
});
