import { html } from "hono/html";

import type { Assets } from "./assets.ts";
import type { Html } from "./html.ts";

export interface CallPageView {
  readonly assets: Assets;
  /** For POST /session/renew. */
  readonly csrf: string;
  readonly accountName: string;
}

/** The page of a call: what it needs to know of the log-in stands in its head, where its script reads it. */
export function callPage({ assets, csrf, accountName }: CallPageView): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="csrf-token" content="${csrf}" />
        <meta name="account-name" content="${accountName}" />
        <title>Video call · Parlor</title>
        <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets.callStyles}" />
        <script type="module" src="${assets.callScript}"></script>
      </head>
      <body>
        <div id="app">
          <!-- takes the place of the page where its script cannot run, and is seen only after a few seconds -->
          <p class="fallback">
            A video call needs JavaScript and a current browser. Please open this link in a current Chrome, Edge,
            Firefox or Safari.
          </p>
        </div>
      </body>
    </html> `;
}
