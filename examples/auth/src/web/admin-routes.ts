import { Hono, type MiddlewareHandler } from "hono";

import type { Account } from "../accounts/accounts.ts";
import { adminPage, isAdminNotice, type LiveCall } from "../pages/admin-page.ts";
import { notFoundPage, notPossiblePage } from "../pages/message-page.ts";
import { csrfToken } from "../sessions/csrf.ts";
import { closeCall } from "./call-routes.ts";
import { respond } from "./respond.ts";
import type { Site } from "./site.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/** What admins see and do. For everybody else there is nothing here. */
export function adminRoutes(site: Site): Hono<WebEnv> {
  const router = new Hono<WebEnv>();
  router.use("/admin/*", adminsOnly(site));
  router.get("/admin", (context) => showAdmin(site, context));
  router.post("/admin/kick", (context) => kick(site, context));
  router.post("/admin/let-in", (context) => letIn(site, context));
  router.post("/admin/close", (context) => close(site, context));
  router.post("/admin/block", (context) => block(site, context));
  return router;
}

function adminsOnly(site: Site): MiddlewareHandler<WebEnv> {
  return async (context, next) => {
    if (context.var.session?.account.role !== "admin") return respond(site, context, notFoundPage(), 404);
    await next();
    return undefined;
  };
}

async function showAdmin(site: Site, context: WebContext): Promise<Response> {
  const { session } = context.var;
  if (session === null) return respond(site, context, notFoundPage(), 404);
  const notice = context.req.query("notice");
  const accounts = await site.accounts.list();
  const liveCalls = await findLiveCalls(site, accounts);
  const live = new Set(liveCalls.map(({ name }) => name));
  const page = adminPage({
    csrf: csrfToken(site.keys, session.id),
    ownId: session.account.id,
    liveCalls,
    // those of the live calls are shown with them
    otherBans: (await site.calls.listBans()).filter(({ call }) => !live.has(call)),
    accounts,
    notice: isAdminNotice(notice) ? notice : null,
  });
  return respond(site, context, page);
}

async function findLiveCalls({ calls, parlor }: Site, accounts: readonly Account[]): Promise<LiveCall[]> {
  const found = await Promise.all(
    parlor.rooms.names().map(async (name) => {
      const roster = (await parlor.rooms.get(name)?.members()) ?? [];
      const ids = roster.map(({ peer_id }) => parlor.peers.get(peer_id)?.identity ?? null);
      return { name, ids: [...new Set(ids)].filter((id) => id !== null) };
    }),
  );
  const known = new Map(accounts.map(({ id, name }) => [id, name]));
  return Promise.all(
    found
      .filter(({ ids }) => ids.length > 0)
      .map(async ({ name, ids }) => ({
        name,
        members: ids.map((id) => ({ accountId: id, name: known.get(id) ?? id })),
        bans: await calls.bansOf(name),
      })),
  );
}

/** Takes an account out of a call, with all its tabs, and keeps it out. */
async function kick(site: Site, context: WebContext): Promise<Response> {
  const { form } = context.var;
  const [call, accountId] = [form.get("call") ?? "", form.get("account") ?? ""];
  if (isOwn(context, accountId)) return respond(site, context, notPossiblePage("You cannot kick yourself."), 422);
  // first in the database, which outlives this process: whoever comes back is refused by it
  const isKnown = (await site.calls.byName(call)) !== null && (await site.accounts.byId(accountId)) !== null;
  if (!isKnown) return respond(site, context, notFoundPage(), 404);
  await site.calls.ban(call, accountId);
  await removeFrom(site, call, accountId);
  site.log.info({ room: call, account: accountId, by: context.var.session?.account.id }, "kicked");
  return context.redirect("/admin?notice=kicked", 303);
}

async function removeFrom({ parlor }: Site, call: string, accountId: string): Promise<void> {
  const room = parlor.rooms.get(call);
  for (const { peer_id } of (await room?.members()) ?? []) {
    if (parlor.peers.get(peer_id)?.identity !== accountId) continue;
    await room?.remove(peer_id, { reason: "kicked", ban: true });
  }
}

/** Takes a kick back: the account may join that call again, with its link. */
async function letIn(site: Site, context: WebContext): Promise<Response> {
  const { form } = context.var;
  const call = await site.calls.byName(form.get("call") ?? "");
  const account = await site.accounts.byId(form.get("account") ?? "");
  if (call === null || account === null) return respond(site, context, notFoundPage(), 404);
  await site.calls.unban(call.name, account.id);
  site.parlor.bans.lift({ identity: account.id, room: call.name });
  site.log.info({ room: call.name, account: account.id, by: context.var.session?.account.id }, "let back in");
  return context.redirect("/admin?notice=let-in", 303);
}

async function close(site: Site, context: WebContext): Promise<Response> {
  const call = context.var.form.get("call") ?? "";
  if ((await site.calls.byName(call)) === null) return respond(site, context, notFoundPage(), 404);
  await closeCall(site, call);
  site.log.info({ room: call, by: context.var.session?.account.id }, "closed");
  return context.redirect("/admin?notice=closed", 303);
}

/** Blocks an account, and ends every session of it with all its sockets; or lets it log in again. */
async function block(site: Site, context: WebContext): Promise<Response> {
  const { form } = context.var;
  const [accountId, isBlocked] = [form.get("account") ?? "", form.get("blocked") !== "no"];
  if (isOwn(context, accountId)) return respond(site, context, notPossiblePage("You cannot block yourself."), 422);
  if ((await site.accounts.byId(accountId)) === null) return respond(site, context, notFoundPage(), 404);
  await site.accounts.setBlocked(accountId, isBlocked);
  if (isBlocked) for (const id of await site.sessions.endAllOf(accountId)) site.liveSessions.end(id);
  const notice = isBlocked ? "blocked" : "unblocked";
  site.log.info({ account: accountId, by: context.var.session?.account.id }, notice);
  return context.redirect(`/admin?notice=${notice}`, 303);
}

function isOwn({ var: { session } }: WebContext, accountId: string): boolean {
  return session?.account.id === accountId;
}
