import { readFileSync } from "node:fs";
import { join } from "node:path";

import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";

import { StartError } from "./start.ts";

/** Everything over HTTP: the page at `/:room`, its scripts and styles at `/assets/`, and 404 for the rest. */
export function createRouter(pageFolder: string): Hono {
  const page = readPage(pageFolder);
  const router = new Hono();
  router.use(SECURITY);
  router.get("/", (context) => context.redirect("/room"));
  router.get("/assets/*", serveStatic({ root: pageFolder, onFound: (_path, context) => context.header(...FOR_EVER) }));
  // the same page for every name: whether there is such a room, the server says after authentication
  router.get("/:room{[\\w-]+}", (context) => context.html(page, 200, { "Cache-Control": "no-cache" }));
  router.get("/:room{[\\w-]+}/", (context) => context.redirect(`/${context.req.param("room")}`));
  return router;
}

/** Built files have a hash of their content in their names. */
const FOR_EVER = ["Cache-Control", "public, max-age=31536000, immutable"] as const;

const SECURITY = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    // the WebSocket
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  permissionsPolicy: { camera: ["self"], microphone: ["self"], displayCapture: [], geolocation: [] },
  referrerPolicy: "no-referrer",
  // A browser that has seen this header lets nobody past the warning about a self-signed certificate.
  strictTransportSecurity: false,
});

function readPage(folder: string): string {
  try {
    return readFileSync(join(folder, "index.html"), "utf8");
  } catch (cause) {
    throw new StartError("The page is not built yet: start with `npm run example -- guide`, which builds it", {
      cause,
    });
  }
}
