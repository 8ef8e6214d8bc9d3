import { expect, test } from "vitest";

import { openSite, PASSWORD } from "./site.ts";
import { ORIGIN } from "./visitor.ts";

test("somebody registers, logs in, makes a call, opens its page, and logs out", async () => {
  const site = await openSite();
  const ada = site.visitor();
  expect(await ada.get("/")).toMatchObject({ status: 303, location: "/log-in" });
  expect(await ada.register("Ada", PASSWORD)).toMatchObject({ status: 303, location: "/log-in?notice=registered" });
  expect((await ada.get("/log-in?notice=registered")).text).toContain(
    "If the name was free, the account is there now.",
  );
  expect(await ada.logIn("ada", PASSWORD)).toMatchObject({ status: 303, location: "/" });
  expect((await ada.get("/")).text).toContain("Hello, Ada");

  const call = await ada.newCall();
  expect((await ada.get("/")).text).toContain(`href="/calls/${call}"`);
  const page = await ada.get(`/calls/${call}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain('<meta name="account-name" content="Ada" />');
  expect(page.text).toMatch(/<meta name="csrf-token" content="[\w.-]{40,}" \/>/);

  expect(await ada.logOut()).toMatchObject({ status: 303, location: "/log-in?notice=logged-out" });
  expect(ada.cookies.has("__Host-session")).toBe(false);
  expect(await ada.get("/")).toMatchObject({ status: 303, location: "/log-in" });
});

test("the session's cookie is for this host, TLS and the server alone, and its old value is worth nothing after a log-out", async () => {
  const site = await openSite();
  const ada = site.visitor();
  await ada.register("Ada", PASSWORD);
  const { headers } = await ada.logIn("Ada", PASSWORD);
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-session=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; Secure; SameSite=Lax$/),
  ]);
  const old = ada.cookies.get("__Host-session") ?? "";
  await ada.logOut();
  ada.cookies.set("__Host-session", old);
  expect(await ada.get("/")).toMatchObject({ status: 303, location: "/log-in" });
});

test("whoever has to log in first comes to where they wanted to go", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const ben = site.visitor();
  await ben.register("Ben", PASSWORD);
  const { location } = await ben.get(`/calls/${call}`);
  expect(location).toBe(
    `/log-in?${new URLSearchParams({ notice: "please-log-in", next: `/calls/${call}` }).toString()}`,
  );
  expect(await ben.logIn("Ben", PASSWORD, location ?? "")).toMatchObject({ status: 303, location: `/calls/${call}` });
});

test("a log-in gives a new session, and ends the one that this browser had", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  const first = ada.cookies.get("__Host-session") ?? "";
  await ada.post("/log-in", { csrf: "", name: "Ada", password: PASSWORD });
  expect(ada.cookies.get("__Host-session")).toBe(first);

  // the form was open in another tab while this one logged in
  const other = site.visitor();
  const { text } = await other.get("/log-in");
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  ada.cookies.set("__Host-visitor", other.cookies.get("__Host-visitor") ?? "");
  expect(await ada.post("/log-in", { csrf, name: "Ada", password: PASSWORD })).toMatchObject({ status: 303 });
  expect(ada.cookies.get("__Host-session")).not.toBe(first);
  other.cookies.set("__Host-session", first);
  expect(await other.get("/")).toMatchObject({ location: "/log-in" });
});

test("what is wrong with a log-in is one sentence, whatever it is", async () => {
  const site = await openSite();
  const ada = await site.member("Ada");
  await site.accounts.setBlocked((await site.accounts.list())[0]?.id ?? "", true);
  const answers = [
    await ada.logIn("Ada", PASSWORD),
    await site.visitor().logIn("Ada", "not the password"),
    await site.visitor().logIn("Nobody", PASSWORD),
  ];
  for (const { status, text } of answers) {
    expect(status).toBe(422);
    expect(text).toContain("The name or the password is wrong, or this account may not log in.");
    expect(text).toContain('role="alert"');
    expect(text).not.toContain(PASSWORD);
  }
});

test("a registration says the same for a name that is free and for one that is taken", async () => {
  const site = await openSite();
  const answers = [await site.visitor().register("Ada", PASSWORD), await site.visitor().register("ADA", PASSWORD)];
  const [free, taken] = answers.map(({ status, text, location }) => ({ status, text, location }));
  expect(taken).toEqual(free);
  expect(await site.accounts.list()).toHaveLength(1);
});

test("what is wrong with a registration stands at its field, and what was typed is not lost, but for the password", async () => {
  const site = await openSite();
  const { status, text } = await site
    .visitor()
    .submit("/register", "/register", { name: '"', password: "short", again: "" });
  expect(status).toBe(422);
  expect(text).toContain('id="name-error"');
  expect(text).toContain('id="password-error"');
  expect(text).toContain('id="again-error"');
  expect(text).toContain('aria-describedby="name-hint name-error"');
  expect(text).toContain('value="&quot;"');
  expect(text).not.toContain('value="short"');
});

test("with registration closed there is no form for it, and none is taken", async () => {
  const site = await openSite({ registration: "closed" });
  const ada = site.visitor();
  expect((await ada.get("/register")).status).toBe(404);
  const { text } = await ada.get("/log-in");
  expect(text).not.toContain("/register");
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  const fields = { csrf, name: "Ada", password: PASSWORD, again: PASSWORD };
  expect((await ada.post("/register", fields)).status).toBe(404);
  expect(await site.accounts.list()).toEqual([]);
});

test("the first admin's account is made with the link of the start, once, though registration is closed", async () => {
  const site = await openSite({ registration: "closed" });
  const link = site.app.setupUrlPath ?? "";
  const root = site.visitor();
  // looking at it does not use it up
  expect((await root.get(link)).text).toContain("Set up the admin’s account");
  expect(await root.register("Root", PASSWORD, link)).toMatchObject({ location: "/log-in?notice=set-up" });
  await root.logIn("Root", PASSWORD);
  expect((await root.get("/admin")).status).toBe(200);

  const late = site.visitor();
  expect((await late.get(link)).status).toBe(404);
  expect((await late.get("/register?setup=guessed")).status).toBe(404);
  expect((await openSite({ database: site.database })).app.setupUrlPath).toBeNull();
});

test("a set-up link that was made up makes no account, and one whose name was taken is made good again", async () => {
  const site = await openSite();
  const link = site.app.setupUrlPath ?? "";
  const made = await site.visitor().register("Eve", PASSWORD, "/register?setup=guessed");
  expect(made.status).toBe(404);
  await site.accounts.create({ name: "Root", password: PASSWORD });
  const root = site.visitor();
  const again = await root.register("Root", PASSWORD, link);
  expect(again.status).toBe(422);
  expect(again.text).toContain("Somebody has this name already.");
  const setup = /name="setup" value="([^"]+)"/.exec(again.text)?.[1] ?? "";
  expect(await root.register("Other", PASSWORD, `/register?setup=${setup}`)).toMatchObject({ status: 303 });
  expect((await site.accounts.list()).map(({ name, role }) => [name, role])).toEqual([
    ["Other", "admin"],
    ["Root", "member"],
  ]);
  expect((await site.visitor().get(link)).status).toBe(404);
});

test("a session that is used goes on, and one that is not ends", async () => {
  let now = Date.now();
  const site = await openSite({ now: () => now, sessionMinutes: 30 });
  const ada = await site.member("Ada");
  const first = ada.cookies.get("__Host-session");
  now += 10 * 60_000;
  await ada.get("/");
  expect(ada.cookies.get("__Host-session")).toBe(first);
  now += 10 * 60_000;
  await ada.get("/");
  expect(ada.cookies.get("__Host-session")).not.toBe(first);
  now += 25 * 60_000;
  expect((await ada.get("/")).status).toBe(200);
  now += 31 * 60_000;
  expect(await ada.get("/")).toMatchObject({ status: 303, location: "/log-in" });
});

test("neither names, nor passwords, cookies or tickets are in the log", async () => {
  const site = await openSite();
  const link = site.app.setupUrlPath ?? "";
  const ada = site.visitor();
  await ada.register("Ada Lovelace", PASSWORD, link);
  await ada.logIn("Ada Lovelace", "wrong password");
  await ada.logIn("Ada Lovelace", PASSWORD);
  await ada.logOut();
  const log = site.logged.join("");
  expect(log).toContain("logged in");
  for (const secret of ["Lovelace", PASSWORD, "wrong password", link.split("=")[1] ?? "-", ...ada.cookies.values()]) {
    expect(log).not.toContain(secret);
  }
});

test("too many wrong log-ins are told how long to wait", async () => {
  const site = await openSite();
  await site.member("Ada");
  const eve = site.visitor();
  const csrf = /name="csrf" value="([^"]+)"/.exec((await eve.get("/log-in")).text)?.[1] ?? "";
  const guesses = Array.from({ length: 12 }, (_, index) =>
    eve.post("/log-in", { csrf, name: "Ada", password: `guess number ${index}` }),
  );
  const answers = await Promise.all(guesses);
  const blocked = answers.filter(({ status }) => status === 429);
  expect(blocked.length).toBeGreaterThan(0);
  expect(Number(blocked[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(blocked[0]?.text).toMatch(/Wait (a|\d+) (second|minute)s?, then try again/);
});

test("whoever is logged in has no use for the log-in page", async () => {
  const ada = await (await openSite()).member("Ada");
  expect(await ada.get("/log-in?next=/admin")).toMatchObject({ status: 303, location: "/admin" });
  expect(await ada.get(`/log-in?next=${ORIGIN}/admin`)).toMatchObject({ status: 303, location: "/" });
});
