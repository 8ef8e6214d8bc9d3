import { html } from "hono/html";

import { errorSummary, field } from "./field.ts";
import type { Html } from "./html.ts";
import { icon } from "./icon.ts";
import type { Page } from "./layout.ts";

/** What happened just before somebody is asked to log in. */
export type LogInNotice = keyof typeof NOTICES;

const NOTICES = {
  registered: "If the name was free, the account is there now. Log in with it.",
  "set-up": "The admin’s account is there. Log in with it.",
  "logged-out": "You are logged out, and out of every call that you were in.",
  "please-log-in": "Log in first: then you come to where you wanted to go.",
} as const;

/** Whether a text names a notice. */
export function isLogInNotice(text: string | undefined): text is LogInNotice {
  return text !== undefined && Object.hasOwn(NOTICES, text);
}

export interface LogInView {
  readonly csrf: string;
  /** Where to go afterwards: a path of this site. */
  readonly next: string;
  readonly name?: string;
  readonly notice?: LogInNotice | null;
  /** Whether what was given before was wrong. */
  readonly isWrong?: boolean;
  /** Whether strangers may register. */
  readonly isOpen: boolean;
}

export function logInPage({ csrf, next, name = "", notice = null, isWrong = false, isOpen }: LogInView): Page {
  return {
    title: isWrong ? "Error: log in" : "Log in",
    content: html`<main class="panel">
      <h1>Log in</h1>
      ${isWrong ? errorSummary(WRONG) : notice === null ? LEAD : noticeOf(notice)}
      <form method="post" action="/log-in">
        <input type="hidden" name="csrf" value="${csrf}" />
        <input type="hidden" name="next" value="${next}" />
        ${field({
          name: "name",
          label: "Name",
          type: "text",
          autocomplete: "username",
          value: name,
          isFocused: !isWrong,
        })}
        ${field({ name: "password", label: "Password", type: "password", autocomplete: "current-password" })}
        <button class="primary wide">Log in</button>
      </form>
      ${isOpen ? html`<p class="otherwise">No account yet? <a href="${registerPath(next)}">Register</a></p>` : ""}
    </main>`,
  };
}

const LEAD = html`<p class="lead">Video calls with everybody who has an account here.</p>`;

/** One sentence for everything, so that nobody learns which accounts there are. */
const WRONG = "The name or the password is wrong, or this account may not log in.";

function noticeOf(notice: LogInNotice): Html {
  return html`<p class="note" role="status">${icon("done")} <span>${NOTICES[notice]}</span></p>`;
}

function registerPath(next: string): string {
  return next === "/" ? "/register" : `/register?${new URLSearchParams({ next }).toString()}`;
}
