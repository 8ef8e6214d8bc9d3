import { Hono } from "hono";

import { readRoomName } from "../../../call/src/room-name.ts";
import { TooManyCallsError } from "../calls/too-many-calls-error.ts";
import { callPage } from "../pages/call-page.ts";
import { homePage } from "../pages/home-page.ts";
import { bannedPage, callClosedPage, noSuchCallPage, notPossiblePage } from "../pages/message-page.ts";
import { csrfToken } from "../sessions/csrf.ts";
import type { Session } from "../sessions/sessions.ts";
import { respond } from "./respond.ts";
import type { Site } from "./site.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/** Somebody's calls, and the page of each call. */
export function callRoutes(site: Site): Hono<WebEnv> {
  const router = new Hono<WebEnv>();

  router.get("/", async (context) => {
    const { session } = context.var;
    if (session === null) return context.redirect("/log-in", 303);
    const open = await site.calls.listOf(session.account.id);
    const calls = await Promise.all(
      open.map(async ({ name, createdAt }) => ({ name, createdAt, people: await countPeople(site, name) })),
    );
    const page = homePage({ csrf: csrfToken(site.keys, session.id), name: session.account.name, calls });
    return respond(site, context, page);
  });

  router.post("/calls", async (context) => {
    const { session } = context.var;
    return session === null ? toLogIn(context, "/") : begin(site, context, session);
  });

  router.get("/calls/:name", async (context) => {
    const typed = context.req.param("name");
    const name = readRoomName(typed);
    const { session } = context.var;
    if (session === null) return toLogIn(context, name === null ? "/" : `/calls/${name}`);
    // as somebody has typed it from paper
    if (name !== null && name !== typed) return context.redirect(`/calls/${name}`);
    return show(site, context, { session, name: name ?? "" });
  });

  router.post("/calls/:name/close", async (context) => {
    const { session } = context.var;
    if (session === null) return toLogIn(context, "/");
    const call = await site.calls.byName(context.req.param("name"));
    // whose call it is, is nobody else's business
    if (call === null || call.ownerId !== session.account.id) return respond(site, context, noSuchCallPage(), 404);
    await closeCall(site, call.name);
    return context.redirect("/", 303);
  });

  return router;
}

/** Ends a call for good: first in the database, so that nobody begins it anew. */
export async function closeCall({ calls, parlor }: Site, name: string): Promise<void> {
  await calls.close(name);
  await parlor.rooms.get(name)?.stop();
}

async function countPeople({ parlor }: Site, name: string): Promise<number> {
  return (await parlor.rooms.get(name)?.members())?.length ?? 0;
}

async function begin(site: Site, context: WebContext, { account }: Session): Promise<Response> {
  try {
    const { name } = await site.calls.create(account.id);
    return context.redirect(`/calls/${name}`, 303);
  } catch (error) {
    if (!(error instanceof TooManyCallsError)) throw error;
    return respond(site, context, notPossiblePage("You have made as many calls as one may. Use one of those."), 422);
  }
}

async function show(
  site: Site,
  context: WebContext,
  { session, name }: { readonly session: Session; readonly name: string },
): Promise<Response> {
  const call = await site.calls.byName(name);
  if (call === null) return respond(site, context, noSuchCallPage(), 404);
  if (await site.calls.isBanned(name, session.account.id)) return respond(site, context, bannedPage(), 403);
  if (call.isClosed) return respond(site, context, callClosedPage(), 410);
  const { assets, keys } = site;
  return context.html(callPage({ assets, csrf: csrfToken(keys, session.id), accountName: session.account.name }));
}

function toLogIn(context: WebContext, next: string): Response {
  const query = new URLSearchParams({ notice: "please-log-in", next });
  return context.redirect(`/log-in?${query.toString()}`, 303);
}
