import { html } from "hono/html";

import type { Account } from "../accounts/accounts.ts";
import type { CallBan } from "../calls/calls.ts";
import type { Html } from "./html.ts";
import { icon } from "./icon.ts";
import type { Page } from "./layout.ts";

/** A call with people in it. */
export interface LiveCall {
  readonly name: string;
  /** Each account once, however many tabs it is there with. */
  readonly members: readonly { readonly accountId: string; readonly name: string }[];
  /** Who has been kicked out of it. */
  readonly bans: readonly CallBan[];
}

/** What an admin has just done. */
export type AdminNotice = keyof typeof NOTICES;

const NOTICES = {
  kicked: "Removed. That account cannot come back to that call, unless you let it back in.",
  "let-in": "That account may join that call again.",
  closed: "The call is closed, for good and for everybody.",
  blocked: "The account is blocked, and out of all calls.",
  unblocked: "The account may log in again.",
} as const;

/** Whether a text names a notice. */
export function isAdminNotice(text: string | undefined): text is AdminNotice {
  return text !== undefined && Object.hasOwn(NOTICES, text);
}

export interface AdminView {
  readonly csrf: string;
  /** Whose page it is: nobody can lock themselves out. */
  readonly ownId: string;
  readonly liveCalls: readonly LiveCall[];
  /** Who has been kicked out of calls that nobody is in now. */
  readonly otherBans: readonly CallBan[];
  readonly accounts: readonly Account[];
  readonly notice: AdminNotice | null;
}

export function adminPage({ csrf, ownId, liveCalls, otherBans, accounts, notice }: AdminView): Page {
  return {
    title: "Admin",
    content: html`<main class="list-page">
      <div class="welcome">
        <h1>Admin</h1>
        <a class="button" href="/admin">Refresh</a>
      </div>
      ${notice === null ? "" : html`<p class="note" role="status">${icon("done")} <span>${NOTICES[notice]}</span></p>`}
      <section aria-labelledby="live-calls">
        <h2 id="live-calls">Calls with people in them</h2>
        ${
          liveCalls.length === 0
            ? html`<p class="empty">Nobody is in a call now.</p>`
            : html`<ul class="cards">
                ${liveCalls.map((call) => callCard(call, { csrf, ownId }))}
              </ul>`
        }
      </section>
      ${otherBans.length === 0 ? "" : banSection(otherBans, { csrf, ownId })}
      <section aria-labelledby="accounts">
        <h2 id="accounts">Accounts</h2>
        <ul class="rows">
          ${accounts.map((account) => accountRow(account, { csrf, ownId }))}
        </ul>
      </section>
    </main>`,
  };
}

type Admin = Pick<AdminView, "csrf" | "ownId">;

function callCard({ name, members, bans }: LiveCall, admin: Admin): Html {
  return html`<li class="card">
    <div class="card-head">
      <h3><code>${name}</code></h3>
      <form method="post" action="/admin/close">
        ${hidden(admin, { call: name })}
        <button class="danger" aria-label="Close call ${name} for everybody">Close call</button>
      </form>
    </div>
    <ul class="rows">
      ${members.map((member) => memberRow(name, member, admin))}
      ${bans.map((ban) => banRow(ban, html`<span class="tag bad">Kept out</span>`, admin))}
    </ul>
  </li>`;
}

function memberRow(call: string, { accountId, name }: LiveCall["members"][number], admin: Admin): Html {
  return html`<li class="row">
    <span class="row-title">${name}</span>
    ${
      accountId === admin.ownId
        ? html`<span class="tag">You</span>`
        : html`<form method="post" action="/admin/kick">
            ${hidden(admin, { call, account: accountId })}
            <button aria-label="Kick ${name} out of ${call}">Kick</button>
          </form>`
    }
  </li>`;
}

function banSection(bans: readonly CallBan[], admin: Admin): Html {
  return html`<section aria-labelledby="kept-out">
    <h2 id="kept-out">Kept out of calls</h2>
    <ul class="rows">
      ${bans.map((ban) => banRow(ban, html`<code class="soft">${ban.call}</code>`, admin))}
    </ul>
  </section>`;
}

function banRow({ call, accountId, name }: CallBan, about: Html, admin: Admin): Html {
  return html`<li class="row">
    <div class="row-text inline">
      <span class="row-title">${name}</span>
      ${about}
    </div>
    <form method="post" action="/admin/let-in">
      ${hidden(admin, { call, account: accountId })}
      <button aria-label="Let back in: ${name}, to ${call}">Let back in</button>
    </form>
  </li>`;
}

function accountRow({ id, name, role, isBlocked }: Account, admin: Admin): Html {
  return html`<li class="row">
    <div class="row-text inline">
      <span class="row-title">${name}</span>
      ${role === "admin" ? html`<span class="tag">Admin</span>` : ""}
      ${isBlocked ? html`<span class="tag bad">Blocked</span>` : ""}
    </div>
    ${
      id === admin.ownId
        ? html`<span class="tag">You</span>`
        : html`<form method="post" action="/admin/block">
            ${hidden(admin, { account: id, blocked: isBlocked ? "no" : "yes" })}
            <button class="${isBlocked ? "" : "danger"}" aria-label="${isBlocked ? "Unblock" : "Block"} ${name}">
              ${isBlocked ? "Unblock" : "Block"}
            </button>
          </form>`
    }
  </li>`;
}

function hidden({ csrf }: Admin, fields: Readonly<Record<string, string>>): Html {
  const all = Object.entries({ csrf, ...fields });
  return html`${all.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}`;
}
