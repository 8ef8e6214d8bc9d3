import { ConnectionError } from "../errors.ts";

/** Asks for a token that holds now; called anew for each attempt, and each time that one is about to expire. */
export type AskForToken = () => string | Promise<string>;

/** How a token gets to the server: with the upgrade, as the first frame after it, or in a cookie that the browser brings. */
export type TokenIn = "subprotocol" | "first_message" | "cookie";

/** What the name of a subprotocol is made of (https://datatracker.ietf.org/doc/html/rfc7230#section-3.2.6). A JWT is. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** @throws ConnectionError `bad_token`. Its message never repeats the token. */
export function requireToken(token: string, tokenIn: TokenIn): string {
  // not the compiler's doing: callers may be JavaScript
  const fits = typeof token === "string" && (tokenIn === "subprotocol" ? TOKEN.test(token) : token !== "");
  if (!fits) throw new ConnectionError("bad_token", `expected a string that can be sent as ${tokenIn}`);
  return token;
}
