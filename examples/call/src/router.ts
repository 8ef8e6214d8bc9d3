import type { Hono } from "hono";

import { createAssetsRouter, NO_CACHE, readPage } from "../../serve/router.ts";
import { newRoomName, readRoomName } from "./room-name.ts";

/** Everything over HTTP: the start page at `/`, the call's page at `/:room`, and `/new`, which makes up a room. */
export function createRouter(pageFolder: string): Hono {
  const start = readPage(pageFolder, "start.html");
  const call = readPage(pageFolder, "index.html");
  const notFound = readPage(pageFolder, "not-found.html");
  const router = createAssetsRouter(pageFolder);
  router.get("/", (context) => context.html(start, 200, NO_CACHE));
  // nothing is made yet: the room begins when the first one joins
  router.get("/new", (context) => context.redirect(`/${newRoomName()}`));
  router.get("/:room{[\\w-]+}", (context) => {
    const typed = context.req.param("room");
    const name = readRoomName(typed);
    if (name === null) return context.html(notFound, 404, NO_CACHE);
    return name === typed ? context.html(call, 200, NO_CACHE) : context.redirect(`/${name}`);
  });
  router.notFound((context) => context.html(notFound, 404, NO_CACHE));
  return router;
}
