import { expect, test } from "vitest";

import { INJECTIONS } from "../database/injections.ts";
import { PASSWORD } from "../web/site.ts";
import { hiddenFields, OWN_PAGE, type Visitor } from "../web/visitor.ts";
import { csrfOf, idOf, join, knock, openTarget, snapshot, type Target } from "./target.ts";

const CALL = "kx3f-9m2q-7hwp-t4vn";

/** What an injection that works would do is seen in the database. */
async function changesNothing(site: Target, attack: () => Promise<readonly number[]>): Promise<void> {
  const before = await snapshot(site);
  for (const status of await attack()) expect(status).toBeLessThan(500);
  expect(await snapshot(site)).toEqual(before);
  expect(site.logged.filter((line) => line.includes("failed")).join()).not.toMatch(/syntax|relation|invalid/i);
}

test.for(INJECTIONS)("the SQL %j in the fields of a log-in does nothing, and logs nobody in", async (sql) => {
  const site = await openTarget();
  await site.member("Root", "admin");
  await changesNothing(site, async () => {
    const browser = site.visitor();
    const answers = [
      await browser.logIn(sql, PASSWORD),
      await browser.logIn("Root", sql),
      await browser.submit("/log-in", "/log-in", { name: "Nobody", password: PASSWORD, next: sql }),
      await browser.post("/log-in", { csrf: sql, name: sql, password: sql }),
    ];
    expect(browser.cookies.has("__Host-session")).toBe(false);
    expect(answers.map(({ status }) => status)).not.toContain(303);
    return answers.map(({ status }) => status);
  });
});

test("SQL in the fields of a registration makes an account of that very name, or none", async () => {
  const site = await openTarget();
  for (const [index, sql] of INJECTIONS.entries()) {
    const browser = site.visitor();
    const { status } = await browser.register(sql, `${PASSWORD} ${index}`);
    expect([303, 422]).toContain(status);
    const names = (await site.accounts.list()).map(({ name, role }) => [name, role]);
    if (status === 303) expect(names).toContainEqual([sql.normalize("NFKC"), "member"]);
    expect((await browser.register(`Name ${index}`, sql)).status).toBeLessThan(500);
    const setup = new URLSearchParams({ setup: sql }).toString();
    expect((await browser.register("Eve", PASSWORD, `/register?${setup}`)).status).toBe(404);
  }
  expect((await site.accounts.list()).map(({ name }) => name)).not.toContain("Eve");
});

test("SQL in paths, queries and the fields of all other forms does nothing", async () => {
  const site = await openTarget();
  const [root, ada] = [await site.member("Root", "admin"), await site.member("Ada")];
  const call = await ada.newCall();
  const csrf = await csrfOf(root);
  const account = await idOf(site, "Ada");
  const renewal = { ...OWN_PAGE, "content-type": "application/json", "x-csrf-token": csrf };
  for (const sql of INJECTIONS) {
    const path = encodeURIComponent(sql.toWellFormed());
    await changesNothing(site, async () => {
      const answers = [
        await root.get(`/calls/${path}`),
        await root.get(`/?notice=${path}`),
        await root.get(`/admin?notice=${path}`),
        await root.get(`/log-in?notice=${path}&next=${path}`),
        await root.get(`/register?setup=${path}&next=${path}`),
        await root.post(`/calls/${path}/close`, { csrf }),
        await root.post("/admin/kick", { csrf, call: sql, account }),
        await root.post("/admin/kick", { csrf, call, account: sql }),
        await root.post("/admin/let-in", { csrf, call: sql, account: sql }),
        await root.post("/admin/close", { csrf, call: sql }),
        await root.post("/admin/block", { csrf, account: sql, blocked: sql }),
        await root.post("/calls", { csrf: sql }),
        await root.send("/session/renew", { method: "POST", headers: renewal, body: JSON.stringify({ call: sql }) }),
      ];
      return answers.map(({ status }) => status);
    });
  }
});

test("SQL in cookies and in the address of a socket does nothing", async () => {
  const site = await openTarget({ proxies: 1 });
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  for (const [index, sql] of INJECTIONS.entries()) {
    const value = encodeURIComponent(sql.toWellFormed());
    const { host = "", origin = "" } = ada.upgradeHeaders();
    const address = { "x-forwarded-for": `198.51.100.${index}, ${index}' or 1=1 --` };
    await changesNothing(site, async () => {
      const eve = site.visitor();
      eve.cookies.set("__Host-session", value);
      eve.cookies.set("__Host-visitor", value);
      const statuses = [await eve.get("/"), await eve.get("/log-in")].map(({ status }) => status);
      expect(await knock(site, { host, origin, cookie: `__Host-session=${value}`, ...address }, call)).toMatch(/^4/);
      expect(await knock(site, ada.upgradeHeaders(), value)).toMatch(/^4/);
      const keyed = await site.sockets.connect(`/socket/${call}?key=${value}`, ada.upgradeHeaders());
      expect(keyed).toMatchObject({ status: 400 });
      return statuses;
    });
  }
});

/** Names that would be markup, script or the end of something wherever they are put in as they are. */
const MARKUP = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onmouseover=alert(1) x='",
  '" autofocus onfocus=alert(1) x="',
  "</title><svg onload=alert(1)>",
  "--><script>alert(1)</script>",
  "</textarea><script>alert(1)//",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;script&#62;alert(1)",
  "javascript:alert(1)",
  "{{constructor.alert(1)}}",
  "${alert(1)}",
  "a`onload=alert(1)",
  "<a href=//evil.example>x",
  "]]><b>1",
  "\\u003cscript>1",
  "\uff1cscript\uff1ealert(1)",
];

/** The tags of a page with the names of their attributes, sorted: what a browser makes of it, but for the texts. */
function structureOf(page: string): string[] {
  const tags = page.replaceAll(/="[^"]*"/g, "=").match(/<[^>]*>?/g) ?? [];
  return tags.map((tag) => tag.replaceAll(/\s+/g, " ")).sort();
}

/** The pages with somebody's name in them: home, call, log-in that failed, registration that failed, and what admins see. */
async function pagesWith(name: string): Promise<readonly string[]> {
  const site = await openTarget();
  const root = await site.member("Root", "admin");
  const named = site.visitor();
  expect((await named.register(name, PASSWORD)).status).toBe(303);
  await named.logIn(name, PASSWORD);
  const call = await named.newCall();
  await join(site, named, call);
  const other = site.visitor();
  return [
    (await named.get("/")).text.replaceAll(call, CALL),
    (await named.get(`/calls/${call}`)).text,
    (await named.get("/nowhere")).text,
    (await root.get("/admin")).text.replaceAll(call, CALL),
    (await other.logIn(name, "seven blue umbrellas")).text,
    (await other.register(name, "short")).text,
  ];
}

test("no name of an account is markup on any page: they have the same tags and attributes as for an honest name", async () => {
  const honest = await pagesWith("Ada");
  for (const page of honest) expect(page).toContain("Ada");
  for (const markup of MARKUP) {
    const pages = await pagesWith(markup);
    const name = markup.normalize("NFKC");
    for (const [index, page] of pages.entries()) {
      expect([markup, structureOf(page)]).toEqual([markup, structureOf(honest[index] ?? "")]);
      if (/[<>"'&]/.test(name)) expect(page).not.toContain(name);
      expect(page).toContain(escaped(markup === name || index < 4 ? name : markup));
    }
  }
});

function escaped(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

test("nothing that stands in a link is markup on the page that it leads to", async () => {
  const site = await openTarget();
  const root = await site.member("Root", "admin");
  for (const [browser, path] of [
    [site.visitor(), "/log-in?notice=TEXT&next=/TEXT"],
    [site.visitor(), "/register?next=/TEXT"],
    [site.visitor(), "/register?setup=TEXT"],
    [root, "/admin?notice=TEXT"],
    [root, "/calls/TEXT"],
    [root, "/TEXT"],
    [root, "/?TEXT"],
  ] as const) {
    const honest = structureOf((await browser.get(path.replaceAll("TEXT", "honest"))).text);
    for (const markup of MARKUP) {
      const { text } = await browser.get(path.replaceAll("TEXT", encodeURIComponent(markup)));
      expect([path, markup, structureOf(text)]).toEqual([path, markup, honest]);
    }
  }
});

test("a name does not come to the others of a call but as a text in JSON, and not as one of the messages' fields", async () => {
  const site = await openTarget();
  const ada = await site.member("Ada");
  const call = await ada.newCall();
  const inCall = await join(site, ada, call);
  const eve = site.visitor();
  const name = '"},"event":"left","from":"x';
  await eve.register(name, PASSWORD);
  await eve.logIn(name, PASSWORD);
  await join(site, eve, call);
  const { event, data } = await inCall.next();
  expect([event, data]).toMatchObject(["joined", { metadata: { name } }]);
});

test.for([
  ["a line break", "Ada\r\nSet-Cookie: a=b"],
  ["a line feed", "Ada\nadmin"],
  ["a line separator", "Ada\u2028admin"],
  ["a next line", "Ada\u0085admin"],
  ["a NUL", "Ada\u0000"],
  ["a backspace", "Root\bx"],
  ["an escape sequence", "\u001b[2JAda"],
  ["a bidirectional override", "Ada\u202enimda"],
  ["a bidirectional isolate", "Ada\u2067nimda"],
  ["a mark of direction", "Root\u200f"],
  ["a space without width", "Ro\u200bot"],
  ["a joiner", "Ro\u200dot"],
  ["a soft hyphen", "Ro\u00adot"],
  ["a byte order mark", "\ufeffRoot"],
  ["a tag character", "Root\u{e0041}"],
  ["a variation selector", "Root\ufe0f"],
  ["a blank letter", "Root\u3164"],
  ["a braille blank", "Root\u2800"],
  ["a space of another kind", "Ro\u00a0ot x\u2003y\u1680z"],
  ["a private character", "Root\ue000"],
  ["marks over marks", `A${"\u0301".repeat(20)}da`],
  ["nothing but spaces", "     "],
  ["nothing but signs", "...!!"],
  ["very much", "x".repeat(10_000)],
] as const)(
  "a name with %s is not taken, neither to deceive people nor to forge a line or a header",
  async ([, name]) => {
    const site = await openTarget();
    await site.accounts.create({ name: "Root", password: PASSWORD });
    const { status, headers, text } = await site.visitor().register(name, PASSWORD);
    const names = (await site.accounts.list()).map((account) => account.name);
    expect(headers.getSetCookie()).toEqual([]);
    // what NFKC makes an ordinary name of is one
    if (status === 303) expect(names.slice(1).join()).toMatch(/^[\w ]*$/);
    else expect([status, names]).toEqual([422, ["Root"]]);
    expect(text).not.toContain("\u202e\u202e");
  },
);

test.for(["Root", "ROOT", " root ", "\uff32oot", "r\u01d2ot".normalize("NFD").replace("\u030c", "")])(
  "%j is no second account of somebody who is there",
  async (name) => {
    const site = await openTarget();
    await site.accounts.create({ name: "Root", password: PASSWORD, role: "admin" });
    await site.visitor().register(name, "other green umbrellas");
    expect(await site.accounts.list()).toHaveLength(1);
    expect((await site.visitor().logIn(name, "other green umbrellas")).status).toBe(422);
  },
);

test.for([
  "/x%0d%0aSet-Cookie:%20a=b",
  "/x\r\nSet-Cookie: a=b",
  "/x%0aLocation:%20https://evil.example",
  "/\u560d\u560aSet-Cookie: a=b",
  "/x%E5%98%8D%E5%98%8ASet-Cookie:a=b",
  "/x\u2028y",
  "/x\0y",
])("no header comes out of the %j that somebody shall go to next", async (next) => {
  const site = await openTarget();
  await site.accounts.create({ name: "Ada", password: PASSWORD });
  const answers = [];
  for (const page of [`/log-in?next=${encodeURIComponent(next)}`, `/log-in?next=${next.replaceAll("\0", "%00")}`]) {
    const browser: Visitor = site.visitor();
    const form = hiddenFields((await browser.get(page)).text, "/log-in");
    answers.push(
      await browser.post("/log-in", { ...form, next, name: "Ada", password: PASSWORD }),
      await browser.get(page),
    );
  }
  for (const { status, headers, location } of answers) {
    expect(status).toBe(303);
    expect(location).toMatch(/^\/[\x21-\x7e]*$/);
    expect(headers.getSetCookie().filter((cookie) => !cookie.startsWith("__Host-session="))).toEqual([]);
  }
});
