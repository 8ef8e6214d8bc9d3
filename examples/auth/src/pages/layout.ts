import { html } from "hono/html";

import type { Account } from "../accounts/accounts.ts";
import type { Assets } from "./assets.ts";
import type { Html } from "./html.ts";
import { icon } from "./icon.ts";

/** What is around every page: who looks at it, and the built files it needs. */
export interface Frame {
  readonly assets: Assets;
  /** Who is logged in, and what proves that a form of theirs is from one of these pages. */
  readonly user: { readonly account: Account; readonly csrf: string } | null;
}

/** One page. */
export interface Page {
  /** In the browser's tab. */
  readonly title: string;
  readonly content: Html;
}

/** A whole page, with its head and its header. */
export function layout({ assets, user }: Frame, { title, content }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} · Parlor</title>
        <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
        <link rel="stylesheet" href="${assets.pageStyles}" />
      </head>
      <body>
        <div class="page">
          <header class="page-header">
            <a class="brand" href="/"><img src="${assets.icon}" alt="" width="32" height="32" /> Parlor</a>
            ${user === null ? "" : userMenu(user)}
          </header>
          ${content}
        </div>
      </body>
    </html> `;
}

function userMenu({ account, csrf }: NonNullable<Frame["user"]>): Html {
  return html`<nav class="user" aria-label="Your account">
    ${account.role === "admin" ? html`<a class="button quiet" href="/admin">${icon("admin")} Admin</a>` : ""}
    <span class="who"><span class="unseen">Logged in as </span>${account.name}</span>
    <form method="post" action="/log-out">
      <input type="hidden" name="csrf" value="${csrf}" />
      <button class="quiet">${icon("leave")} Log out</button>
    </form>
  </nav>`;
}
