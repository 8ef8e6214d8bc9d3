import { expect, test } from "vitest";

import { createLog } from "../../../examples/auth/src/log.ts";
import { PASSWORD, type SiteOptions } from "../web/site.ts";
import { hiddenFields, HOST, socketPath, type Visitor } from "../web/visitor.ts";
import { listenFor } from "./listening.ts";
import { cookieOf, csrfOf, GUESS, idOf, knock, openTarget, renew, snapshot, type Target } from "./target.ts";

interface Raid {
  readonly logged: readonly string[];
  readonly secrets: readonly string[];
  readonly calls: readonly string[];
}

/** Does everything that is logged, and what would be if somebody logged too much. */
async function raid({ isFailing, ...options }: SiteOptions & { readonly isFailing: boolean }): Promise<Raid> {
  const site = await openTarget(options);
  const link = site.app.setupUrlPath ?? "";
  const root = site.visitor();
  await root.register("Root Rootson", PASSWORD, link);
  await root.logIn("Root Rootson", GUESS);
  await root.logIn("Root Rootson", PASSWORD);
  const ada = site.visitor();
  await ada.register("Ada Adason", PASSWORD);
  await ada.logIn("Ada Adason", PASSWORD);
  const [call, broken] = [await ada.newCall(), await ada.newCall()];
  const key = "0123456789abcdef".repeat(2);
  const inCall = await site.sockets.join(socketPath(call, key), ada.upgradeHeaders());
  const { said: token } = await renew(ada, call);
  inCall.say("authenticate", { token }, []);
  await inCall.expect("token_accepted");
  inCall.say("authenticate", { token: "a secret token" }, []);
  inCall.say("chat", { text: "a secret text" }, []);
  inCall.sayRaw('{"event":"chat","data":{"text":"a secret text"');
  const secrets = [
    ticketOf(link),
    key,
    token,
    cookieOf(ada),
    cookieOf(root),
    await csrfOf(ada),
    "a secret t",
    PASSWORD,
    GUESS,
    "Rootson",
    "Adason",
  ];
  // a refused socket, with everything that it can bring
  const bad = {
    ...ada.upgradeHeaders(),
    cookie: "__Host-session=a-secret-cookie",
    authorization: "Bearer a-secret-bearer",
  };
  await knock(site, { ...bad, "sec-websocket-protocol": "parlor.1, parlor.token.a-secret-subprotocol" }, call);
  await knock(site, { ...bad, origin: "https://evil.example" }, call);
  if (isFailing) await failAll(site, ada, broken);
  const form = hiddenFields((await root.get("/admin")).text, "/log-out");
  const account = await idOf(site, "Ada Adason");
  await root.post("/admin/kick", { ...form, call, account });
  await root.post("/admin/close", { ...form, call });
  await root.post("/admin/block", { ...form, account });
  const { send } = await listenFor(site);
  await send(
    `POST /log-in HTTP/1.1\r\nHost: ${HOST}\r\nCookie: a-secret-cookie\r\nContent-Length: 9\r\n\r\npassword=`,
    { until: "\r\n\r\n" },
  );
  if (isFailing) await guessTooOften(site);
  await root.logOut();
  const all = [...secrets, "a-secret-", "Cemson", ...root.cookies.values(), ...ada.cookies.values()];
  const hashes: string[] = JSON.stringify(await snapshot(site)).match(/1:six[^"]*/g) ?? [];
  return { logged: site.logged, secrets: [...all, ...hashes], calls: [call, broken] };
}

/** A database that fails, with names and hashes in what it was asked. */
async function failAll(site: Target, ada: Visitor, call: string): Promise<void> {
  await site.database.schema.alterTable("accounts").renameColumn("password_hash", "lost").execute();
  try {
    await site.visitor().register("Cem Cemson", PASSWORD);
    await site.visitor().logIn("Ada Adason", GUESS);
  } finally {
    await site.database.schema.alterTable("accounts").renameColumn("lost", "password_hash").execute();
  }
  await site.database.schema.alterTable("sessions").renameColumn("ended_at", "lost").execute();
  try {
    for (const typed of [call.toUpperCase(), call.replaceAll("-", ""), `${call}%20`]) await ada.get(`/calls/${typed}`);
  } finally {
    await site.database.schema.alterTable("sessions").renameColumn("lost", "ended_at").execute();
  }
  await site.database.schema.alterTable("calls").renameTo("lost_calls").execute();
  try {
    await ada.get(`/calls/${call}?secret=a-secret-query`);
    await knock(site, ada.upgradeHeaders(), call, "b");
  } finally {
    await site.database.schema.alterTable("lost_calls").renameTo("calls").execute();
  }
}

/** Some of them wait for a second. */
async function guessTooOften(site: Target): Promise<void> {
  const guesser = site.visitor();
  const guessing = hiddenFields((await guesser.get("/log-in")).text, "/log-in");
  await Promise.all(
    Array.from({ length: 8 }, () => guesser.post("/log-in", { ...guessing, name: "Root Rootson", password: GUESS })),
  );
}

function ticketOf(link: string): string {
  return new URLSearchParams(link.split("?")[1]).get("setup") ?? "";
}

test("whoever reads the log of everything that can be done here finds no cookie, token, password, ticket, key, name or text", async () => {
  const { logged, secrets } = await raid({ isFailing: false });
  const log = logged.join("\n");
  for (const said of ["registered as an admin", "logged in", "logged out", "kicked", "closed", "blocked"]) {
    expect(log).toContain(said);
  }
  for (const secret of secrets) expect(log).not.toContain(secret);
});

test("the log as it is written down has no call's name either, by which somebody could join it", async () => {
  const lines: string[] = [];
  const { secrets, calls } = await raid({
    isFailing: true,
    log: createLog("trace", { write: (line) => void lines.push(line) }),
  });
  const log = lines.join("");
  expect(log).toContain("too many log-ins have failed");
  expect(log).toMatch(/"path":"\/calls\/room-[\da-f]{8}"/);
  for (const secret of secrets) expect(log).not.toContain(secret);
  for (const call of calls) {
    expect(log.toLowerCase()).not.toContain(call);
    expect(log.toLowerCase()).not.toContain(call.replaceAll("-", ""));
  }
});
