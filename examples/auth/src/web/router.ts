import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import { serveAssets } from "../../../serve/router.ts";
import { BusyError } from "../accounts/busy-error.ts";
import { badMethodPage, busyPage, errorPage, notFoundPage, tooLargePage } from "../pages/message-page.ts";
import { adminRoutes } from "./admin-routes.ts";
import { callRoutes } from "./call-routes.ts";
import { formCheck, MAX_BODY_BYTES } from "./form-check.ts";
import { logInRoutes } from "./log-in-routes.ts";
import { registerRoutes } from "./register-routes.ts";
import { renewRoutes } from "./renew-routes.ts";
import { respond } from "./respond.ts";
import { NO_STORE, SECURITY_HEADERS } from "./security-headers.ts";
import { sessionOf } from "./session-of.ts";
import type { Site } from "./site.ts";
import type { WebContext, WebEnv } from "./web-env.ts";

/** Everything over HTTP. What every request has to pass stands here, in order; then come the routes. */
export function createRouter(site: Site): Hono<WebEnv> {
  const router = new Hono<WebEnv>();
  router.use(SECURITY_HEADERS, NO_STORE);
  router.get("/assets/*", serveAssets(site.settings.pageFolder));
  router.use(knownMethods(site));
  const onError = (context: WebContext): Response | Promise<Response> => respond(site, context, tooLargePage(), 413);
  router.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError }));
  router.use(sessionOf(site), formCheck(site));

  router.route("/", callRoutes(site));
  router.route("/", logInRoutes(site));
  router.route("/", registerRoutes(site));
  router.route("/", renewRoutes(site));
  router.route("/", adminRoutes(site));

  router.notFound((context) => respond(site, context, notFoundPage(), 404));
  router.onError((error, context) => {
    if (error instanceof BusyError) return respondBusy(site, context);
    // a query may hold a ticket, and a form a password: neither is ever logged
    site.log.error({ err: error, method: context.req.method, path: context.req.path }, "a page failed");
    return respond(site, context, errorPage(), 500);
  });
  return router;
}

function knownMethods(site: Site): MiddlewareHandler<WebEnv> {
  return async (context, next) => {
    // a browser's HEAD comes as a GET
    if (!["GET", "HEAD", "POST"].includes(context.req.method)) {
      context.header("Allow", "GET, HEAD, POST");
      return respond(site, context, badMethodPage(), 405);
    }
    await next();
    return undefined;
  };
}

function respondBusy(site: Site, context: WebContext): Response | Promise<Response> {
  context.header("Retry-After", "5");
  return respond(site, context, busyPage(), 503);
}
