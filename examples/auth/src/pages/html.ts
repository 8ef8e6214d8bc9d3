import type { html } from "hono/html";

/**
 * A piece of a page, as `hono/html` makes it: whatever is put into one of its templates is escaped, unless it is such a
 * piece itself. Nothing in these folders uses `raw()`.
 */
export type Html = ReturnType<typeof html>;
