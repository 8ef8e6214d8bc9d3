import type { ContentfulStatusCode } from "hono/utils/http-status";

import { type Frame, layout, type Page } from "../pages/layout.ts";
import { tooManyAttemptsPage } from "../pages/message-page.ts";
import { csrfToken } from "../sessions/csrf.ts";
import type { Site } from "./site.ts";
import type { WebContext } from "./web-env.ts";

/** Answers with a page, as whoever asks gets to see it. */
export function respond(
  site: Site,
  context: WebContext,
  page: Page,
  status: ContentfulStatusCode = 200,
): Response | Promise<Response> {
  return context.html(layout(frameOf(site, context), page), status);
}

/** Answers 429, with the time to wait (RFC 6585 section 4). @param afterMs how long that is. */
export function respondTooMany(site: Site, context: WebContext, afterMs: number): Response | Promise<Response> {
  context.header("Retry-After", String(Math.ceil(afterMs / 1000)));
  return respond(site, context, tooManyAttemptsPage(afterMs), 429);
}

function frameOf({ assets, keys }: Site, { var: { session } }: WebContext): Frame {
  // what is refused early on is refused before anybody has looked who asks
  const user = session ? { account: session.account, csrf: csrfToken(keys, session.id) } : null;
  return { assets, user };
}
