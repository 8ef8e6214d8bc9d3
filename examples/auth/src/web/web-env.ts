import type { IncomingMessage } from "node:http";

import type { Context } from "hono";

import type { Session } from "../sessions/sessions.ts";

/** What every request goes with. */
export interface WebEnv {
  /** Node's own request, which knows the address; a test without a server gives none, or one of its own. */
  Bindings: { readonly incoming?: Pick<IncomingMessage, "headers" | "socket"> };
  Variables: {
    /** Who asks, or `null` for a stranger. */
    session: Session | null;
    /** The fields of a form that was sent; empty for everything else. */
    form: URLSearchParams;
  };
}

/** A request and what becomes of it. */
export type WebContext = Context<WebEnv>;
