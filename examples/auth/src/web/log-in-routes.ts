import { accountKey, addressKey, type Attempt } from "@parlor/server/auth";
import { Hono } from "hono";

import { nameKey, readName } from "../accounts/account-name.ts";
import type { Account } from "../accounts/accounts.ts";
import { isLogInNotice, logInPage, type LogInView } from "../pages/log-in-page.ts";
import { cookieHeader } from "../sessions/cookie.ts";
import { csrfToken } from "../sessions/csrf.ts";
import { clientAddress } from "./client-address.ts";
import { readNextPath } from "./next-path.ts";
import { respond, respondTooMany } from "./respond.ts";
import type { Site } from "./site.ts";
import { ensureVisitor } from "./visitor.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/** Logging in and out. */
export function logInRoutes(site: Site): Hono<WebEnv> {
  const router = new Hono<WebEnv>();

  router.get("/log-in", (context) => {
    const next = readNextPath(context.req.query("next"));
    if (context.var.session !== null) return context.redirect(next, 303);
    const notice = context.req.query("notice");
    return showForm(site, context, { next, notice: isLogInNotice(notice) ? notice : null });
  });

  router.post("/log-in", (context) => logIn(site, context));

  router.post("/log-out", async (context) => {
    const { session } = context.var;
    if (session !== null) {
      await endSession(site, session.id);
      site.log.info({ account: session.account.id }, "logged out");
    }
    context.header("Set-Cookie", cookieHeader(null), { append: true });
    return context.redirect("/log-in?notice=logged-out", 303);
  });

  return router;
}

async function logIn(site: Site, context: WebContext): Promise<Response> {
  const { form, session: old } = context.var;
  const name = form.get("name") ?? "";
  const next = readNextPath(form.get("next"));
  const attempt = await site.logInThrottle.attempt(keysOf(name, clientAddress(site, context)));
  if (attempt.type === "blocked") {
    site.log.warn({ afterMs: attempt.afterMs }, "too many log-ins have failed");
    return respondTooMany(site, context, attempt.afterMs);
  }
  const account = await check(site, attempt, { name, password: form.get("password") });
  if (account === null) return showForm(site, context, { next, name, isWrong: true });
  // a session that was here before may be somebody else's, planted or forgotten: it ends, and the new one has a new id
  if (old !== null) await endSession(site, old.id);
  const { cookie } = await site.sessions.begin(account);
  context.header("Set-Cookie", cookieHeader(cookie), { append: true });
  site.log.info({ account: account.id }, "logged in");
  return context.redirect(next, 303);
}

/** Failures count by address, by account, and by account from that address: each has a limit of its own. */
function keysOf(given: string, address: string | null): string[] {
  // one key, however the name is written
  const name = nameKey(readName(given) ?? given);
  return [addressKey(address), accountKey(name), accountKey(name, address)];
}

interface LogIn {
  readonly name: string;
  readonly password: string | null;
}

async function check({ accounts }: Site, attempt: Attempt, { name, password }: LogIn): Promise<Account | null> {
  let account: Account | null = null;
  try {
    account = await accounts.check(name, password);
  } finally {
    // one that the server was too busy for counts as well: else whoever keeps it busy could guess for nothing
    if (account === null) attempt.failed();
    else attempt.succeeded();
  }
  return account;
}

/** Ends a session, and every call that it is in. */
async function endSession({ sessions, liveSessions }: Site, id: string): Promise<void> {
  await sessions.end(id);
  liveSessions.end(id);
}

function showForm(
  site: Site,
  context: WebContext,
  view: Omit<LogInView, "csrf" | "isOpen">,
): Response | Promise<Response> {
  const csrf = csrfToken(site.keys, ensureVisitor(context));
  const page = logInPage({ ...view, csrf, isOpen: site.settings.registration === "open" });
  return respond(site, context, page, view.isWrong === true ? 422 : 200);
}
