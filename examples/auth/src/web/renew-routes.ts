import { Hono } from "hono";

import { signJoinToken } from "../sessions/join-token.ts";
import { renew } from "./session-of.ts";
import type { Site } from "./site.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/**
 * `POST /session/renew` with `{ call }`: what the call's page asks for in time, as it is open for longer than a session
 * lasts. The browser gets a new cookie, and the page a token for the connection that it has.
 */
export function renewRoutes(site: Site): Hono<WebEnv> {
  const router = new Hono<WebEnv>();
  router.post("/session/renew", async (context) => {
    const { session } = context.var;
    if (session === null) return context.json(NOT_LOGGED_IN, 401);
    const call = await readCall(context);
    if (call === null) return context.json({ error: "bad_request" }, 400);
    if (!(await mayBeIn(site, call, session.account.id))) return context.json({ error: "no_such_call" }, 404);
    const renewed = await renew(site, context, session);
    if (renewed === null) return context.json(NOT_LOGGED_IN, 401);
    return context.json({ token: await signJoinToken(site.keys, renewed, call) });
  });
  return router;
}

const NOT_LOGGED_IN = { error: "not_logged_in" };

async function mayBeIn({ calls }: Site, name: string, accountId: string): Promise<boolean> {
  const call = await calls.byName(name);
  return call !== null && !call.isClosed && !(await calls.isBanned(name, accountId));
}

/** The name of the call, or `null` if the body is not what it should be. */
async function readCall({ req }: WebContext): Promise<string | null> {
  try {
    const body: unknown = await req.json();
    const isObject = typeof body === "object" && body !== null;
    return isObject && "call" in body && typeof body.call === "string" ? body.call : null;
  } catch {
    return null;
  }
}
