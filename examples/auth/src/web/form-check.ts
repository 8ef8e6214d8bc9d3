import type { MiddlewareHandler } from "hono";

import { foreignFormPage, tooLargePage } from "../pages/message-page.ts";
import { isCsrfToken } from "../sessions/csrf.ts";
import { respond } from "./respond.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { Site } from "./site.ts";
import { readVisitor } from "./visitor.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/** No form here needs more than a few hundred bytes. */
export const MAX_BODY_BYTES = 16 * 1024;

/** Forms for those who may have no session yet. */
const BEFORE_LOG_IN = ["/log-in", "/register"];

/**
 * Lets a POST through only if a page of ours has sent it: by what the browser says of its origin, and by a token that is
 * bound to the session, or before log-in to the visitor's cookie. Either would do; two walls are better than one.
 */
export function formCheck(site: Site): MiddlewareHandler<WebEnv> {
  return async (context, next) => {
    context.set("form", new URLSearchParams());
    if (context.req.method === "POST") {
      if (!isFromOwnPage(context)) return respond(site, context, foreignFormPage(), 403);
      const body = await context.req.text();
      if (Buffer.byteLength(body) > MAX_BODY_BYTES) return respond(site, context, tooLargePage(), 413);
      if (isForm(context)) context.set("form", new URLSearchParams(body));
      if (!hasToken(site, context)) return respond(site, context, foreignFormPage(), 403);
    }
    await next();
    return undefined;
  };
}

function isFromOwnPage({ req }: WebContext): boolean {
  const { host } = new URL(req.url);
  return isSameOrigin({ host, origin: req.header("origin"), fetchSite: req.header("sec-fetch-site") });
}

/** No other kind of form can be sent by a page of ours. */
function isForm({ req }: WebContext): boolean {
  return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(req.header("content-type") ?? "");
}

function hasToken({ keys }: Site, context: WebContext): boolean {
  const { req, var: variables } = context;
  const binding = BEFORE_LOG_IN.includes(req.path) ? readVisitor(context) : (variables.session?.id ?? null);
  // nobody's session can be used, so there is nothing to protect: each route sees to strangers itself
  if (binding === null) return !BEFORE_LOG_IN.includes(req.path);
  return isCsrfToken(keys, binding, req.header("x-csrf-token") ?? variables.form.get("csrf"));
}
