import { randomBytes } from "node:crypto";

import { getCookie } from "hono/cookie";

import { VISITOR_COOKIE, visitorCookieHeader } from "../sessions/cookie.ts";
import type { WebContext } from "./web-env.ts";

/** 128 bits, base64url. */
const VISITOR = /^[\w-]{22}$/;

/** What binds forms to this browser before anybody has logged in, or `null` if it has no such cookie. */
export function readVisitor(context: WebContext): string | null {
  const value = getCookie(context, VISITOR_COOKIE);
  return value !== undefined && VISITOR.test(value) ? value : null;
}

/** The same, and a browser without one gets one. */
export function ensureVisitor(context: WebContext): string {
  const known = readVisitor(context);
  if (known !== null) return known;
  const made = randomBytes(16).toString("base64url");
  context.header("Set-Cookie", visitorCookieHeader(made), { append: true });
  return made;
}
