import { html } from "hono/html";

import type { Html } from "./html.ts";

/** The pages' icons: lines on a grid of 24 by 24, as in examples/call. */
const ICONS = {
  admin: ["M12 3 5 6v5c0 4.6 2.9 8.3 7 10 4.1-1.7 7-5.4 7-10V6z", "m9 12 2.2 2.2L15.2 10"],
  camera: ["M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2z", "m15 11 6-3.5v9L15 13z"],
  clock: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "M12 7v5l3.5 2"],
  done: ["M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z", "m8 12.5 2.8 2.8L16 9.5"],
  leave: ["M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8", "M10 12h11", "m17 8 4 4-4 4"],
  lock: ["M6 11h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1z", "M8 11V8a4 4 0 0 1 8 0v3"],
  search: ["M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z", "m15.5 15.5 5 5"],
  warning: ["M12 4 2.5 20h19z", "M12 10v4.5", "M12 17.3h.01"],
} satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof ICONS;

/** A picture for those who see it; what it means has to be said in words beside it. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    ${ICONS[name].map((path) => html`<path d="${path}" />`)}
  </svg>`;
}
