import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/** The headers of every answer. */
export const SECURITY_HEADERS: MiddlewareHandler = secureHeaders({
  // Nothing but what is named here is loaded, and nothing that stands in a page itself: no inline script, no inline style.
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    // the WebSocket, and the renewal of the session
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  // With no-referrer, browsers send "Origin: null" with forms, and nobody could tell whose they are.
  referrerPolicy: "same-origin",
  crossOriginOpenerPolicy: "same-origin",
  crossOriginResourcePolicy: "same-origin",
  permissionsPolicy: { camera: ["self"], microphone: ["self"], displayCapture: ["self"], geolocation: [] },
  // A browser that has seen this header lets nobody past the warning about a self-signed certificate.
  strictTransportSecurity: false,
});

/** Pages show what only one person may see, and hold tokens: no cache keeps them, and Back does not show them after log-out. */
export const NO_STORE: MiddlewareHandler = async (context, next) => {
  await next();
  if (!context.res.headers.has("Cache-Control")) context.header("Cache-Control", "no-store");
};
