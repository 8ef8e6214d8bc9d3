import type { MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";

import { cookieHeader, SESSION_COOKIE } from "../sessions/cookie.ts";
import type { Session } from "../sessions/sessions.ts";
import type { Site } from "./site.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/** Finds out who asks. Whoever looks at pages stays logged in: past half of its lifetime, a session begins a new one. */
export function sessionOf(site: Site): MiddlewareHandler<WebEnv> {
  return async (context, next) => {
    const session = await site.sessions.read(getCookie(context, SESSION_COOKIE));
    context.set("session", session);
    if (session !== null && context.req.method === "GET" && isOld(site, session)) await renew(site, context, session);
    await next();
  };
}

/** Gives the browser the cookie of the same session with a later end. `null`: it has ended meanwhile. */
export async function renew({ sessions, now }: Site, context: WebContext, old: Session): Promise<Session | null> {
  const { session, cookie } = await sessions.renew(old);
  const isOver = session.expiresAt <= now();
  context.header("Set-Cookie", cookieHeader(isOver ? null : cookie), { append: true });
  context.set("session", isOver ? null : session);
  return isOver ? null : session;
}

function isOld({ now, settings: { sessionMinutes } }: Site, { expiresAt }: Session): boolean {
  return expiresAt - now() < (sessionMinutes * 60_000) / 2;
}
