import { addressKey } from "@parlor/server/auth";
import { Hono } from "hono";

import { readName } from "../accounts/account-name.ts";
import { readPassword, readTypedPassword } from "../accounts/password.ts";
import { registrationClosedPage, setupUsedPage } from "../pages/message-page.ts";
import { registerPage, type RegisterProblems, type RegisterView } from "../pages/register-page.ts";
import { csrfToken } from "../sessions/csrf.ts";
import { clientAddress } from "./client-address.ts";
import { readNextPath } from "./next-path.ts";
import { respond, respondTooMany } from "./respond.ts";
import type { Site } from "./site.ts";
import { ensureVisitor } from "./visitor.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/** Making an account: everybody's if registration is open, and the first admin's with the link that was printed at the start. */
export function registerRoutes(site: Site): Hono<WebEnv> {
  const router = new Hono<WebEnv>();

  router.get("/register", async (context) => {
    const setup = context.req.query("setup") ?? null;
    const refusal = await refuse(site, context, setup);
    if (refusal !== null) return refusal;
    // who is logged in has an account; only with a set-up link is another one what they have come for
    if (setup === null && context.var.session !== null) return context.redirect("/", 303);
    return showForm(site, context, { setup, next: readNextPath(context.req.query("next")) });
  });

  router.post("/register", async (context) => {
    const setup = context.var.form.get("setup");
    const refusal = await refuse(site, context, setup);
    return refusal ?? register(site, context, setup);
  });

  return router;
}

/** Answers whoever may not register, and `null` for who may. */
async function refuse(site: Site, context: WebContext, setup: string | null): Promise<Response | null> {
  if (setup !== null) return (await site.setUp.isOpen()) ? null : respond(site, context, setupUsedPage(), 404);
  return site.settings.registration === "open" ? null : respond(site, context, registrationClosedPage(), 404);
}

async function register(site: Site, context: WebContext, setup: string | null): Promise<Response> {
  const { form } = context.var;
  const given = { name: form.get("name") ?? "", next: readNextPath(form.get("next")) };
  const name = readName(given.name);
  const password = readPassword(form.get("password"), given.name);
  const isLong = readTypedPassword(form.get("password")) !== null;
  const isSame = form.get("password") === form.get("again");
  const problems = findProblems({ name, password, isLong, isSame });
  if (name === null || password === null || Object.keys(problems).length > 0) {
    return showForm(site, context, { ...given, setup, problems });
  }
  const attempt = await site.registerThrottle.attempt([addressKey(clientAddress(site, context))]);
  if (attempt.type === "blocked") return respondTooMany(site, context, attempt.afterMs);
  // each one counts, whatever comes of it: one address has no use for very many accounts
  attempt.failed();
  if (setup !== null) return registerAdmin(site, context, { ...given, setup, name, password });
  const account = await site.accounts.create({ name, password });
  if (account !== null) site.log.info({ account: account.id }, "registered");
  // the same answer whether the name was free or not: else it would tell which accounts there are
  return context.redirect(logInPath("registered", given.next), 303);
}

interface AdminRegistration extends Pick<RegisterView, "next"> {
  readonly setup: string;
  readonly name: string;
  readonly password: string;
}

/** Whoever has the ticket may hear that a name is taken, and gets another ticket to try again. */
async function registerAdmin(
  site: Site,
  context: WebContext,
  { setup, name, password, next }: AdminRegistration,
): Promise<Response> {
  if (!(await site.setUp.redeem(setup))) return respond(site, context, setupUsedPage(), 404);
  const account = await site.accounts.create({ name, password, role: "admin" });
  if (account === null) {
    const problems = { name: "Somebody has this name already. Choose another one." };
    return showForm(site, context, { name, next, setup: await site.setUp.issue(), problems });
  }
  site.log.warn({ account: account.id }, "registered as an admin");
  return context.redirect(logInPath("set-up", next), 303);
}

interface Given {
  readonly name: string | null;
  readonly password: string | null;
  /** Whether the password has as many characters as it must, and not more than it may. */
  readonly isLong: boolean;
  /** Whether it was typed the same twice. */
  readonly isSame: boolean;
}

function findProblems({ name, password, isLong, isSame }: Given): RegisterProblems {
  return {
    ...(name === null
      ? { name: "A name has 2 to 40 characters, in one line, and a letter or a digit among them." }
      : {}),
    ...(password === null ? { password: isLong ? COMMON : SHORT } : {}),
    ...(isSame ? {} : { again: "The two passwords are not the same." }),
  };
}

const SHORT = "A password has at least 12 characters, and at most 256.";
const COMMON = "This is among the passwords that are tried first. Take other words, and not your name.";

function logInPath(notice: "registered" | "set-up", next: string): string {
  const query = new URLSearchParams({ notice });
  if (next !== "/") query.set("next", next);
  return `/log-in?${query.toString()}`;
}

function showForm(site: Site, context: WebContext, view: Omit<RegisterView, "csrf">): Response | Promise<Response> {
  const csrf = csrfToken(site.keys, ensureVisitor(context));
  return respond(site, context, registerPage({ ...view, csrf }), view.problems === undefined ? 200 : 422);
}
