import { readFileSync } from "node:fs";
import { join } from "node:path";

import { serveStatic } from "@hono/node-server/serve-static";
import { Hono, type MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

import { StartError } from "./start-error.ts";

/** A router that serves a built page's scripts and styles at `/assets/`, and puts security headers on every answer. */
export function createAssetsRouter(pageFolder: string): Hono {
  const router = new Hono();
  router.use(SECURITY);
  router.get("/assets/*", serveAssets(pageFolder));
  return router;
}

/** Serves the built files below `/assets/`. */
export function serveAssets(pageFolder: string): MiddlewareHandler {
  const serve = serveStatic({ root: pageFolder });
  return async (context, next) => {
    const answer = await serve(context, next);
    if (answer?.ok === true) answer.headers.set(...FOR_EVER);
    return answer;
  };
}

/** Built files have a hash of their content in their names. */
const FOR_EVER = ["Cache-Control", "public, max-age=31536000, immutable"] as const;

/** A page itself has no such hash, so browsers ask each time whether theirs is still good. */
export const NO_CACHE = { "Cache-Control": "no-cache" };

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
  permissionsPolicy: { camera: ["self"], microphone: ["self"], displayCapture: ["self"], geolocation: [] },
  referrerPolicy: "no-referrer",
  // A browser that has seen this header lets nobody past the warning about a self-signed certificate.
  strictTransportSecurity: false,
});

/** Reads a built page. @throws StartError if it is not built. */
export function readPage(pageFolder: string, file: string): string {
  try {
    return readFileSync(join(pageFolder, file), "utf8");
  } catch (cause) {
    throw new StartError("The page is not built yet: start with `npm run example -- NAME`, which builds it", { cause });
  }
}
