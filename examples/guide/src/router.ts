import type { Hono } from "hono";

import { createAssetsRouter, NO_CACHE, readPage } from "../../serve/router.ts";

/** Everything over HTTP: the page at `/:room`, its scripts and styles at `/assets/`, and 404 for the rest. */
export function createRouter(pageFolder: string): Hono {
  const page = readPage(pageFolder, "index.html");
  const router = createAssetsRouter(pageFolder);
  router.get("/", (context) => context.redirect("/room"));
  // the same page for every name: whether there is such a room, the server says after authentication
  router.get("/:room{[\\w-]+}", (context) => context.html(page, 200, NO_CACHE));
  router.get("/:room{[\\w-]+}/", (context) => context.redirect(`/${context.req.param("room")}`));
  return router;
}
