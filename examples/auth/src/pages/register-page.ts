import { html } from "hono/html";

import { errorSummary, type Field, field } from "./field.ts";
import type { Page } from "./layout.ts";

/** What can be wrong with a registration that is seen before anybody has looked whether the name is free. */
export interface RegisterProblems {
  readonly name?: string;
  readonly password?: string;
  readonly again?: string;
}

export interface RegisterView {
  readonly csrf: string;
  /** Where to go after the log-in that follows: a path of this site. */
  readonly next: string;
  /** The one-time ticket for the first admin's account. */
  readonly setup: string | null;
  readonly name?: string;
  readonly problems?: RegisterProblems;
}

export function registerPage({ csrf, next, setup, name = "", problems = {} }: RegisterView): Page {
  const fields = fieldsOf(name, problems);
  const wrong = fields.filter(({ error }) => error !== undefined);
  const title = setup === null ? "Register" : "Set up the admin’s account";
  return {
    title: wrong.length === 0 ? title : `Error: ${title}`,
    content: html`<main class="panel">
      <h1>${title}</h1>
      ${setup === null ? "" : html`<p class="lead">The admin sees who is in which call, and can kick them, close calls and block accounts.</p>`}
      ${wrong.length === 0 ? "" : errorSummary("Please correct:", wrong)}
      <form method="post" action="/register">
        <input type="hidden" name="csrf" value="${csrf}" />
        <input type="hidden" name="next" value="${next}" />
        ${setup === null ? "" : html`<input type="hidden" name="setup" value="${setup}" />`}
        ${fields.map((one, index) => field({ ...one, isFocused: wrong.length === 0 && index === 0 }))}
        <button class="primary wide">${setup === null ? "Register" : "Make the account"}</button>
      </form>
      ${setup === null ? html`<p class="otherwise">You have an account? <a href="${logInPath(next)}">Log in</a></p>` : ""}
    </main>`,
  };
}

function fieldsOf(name: string, problems: RegisterProblems): Field[] {
  return [
    {
      name: "name",
      label: "Name",
      type: "text",
      autocomplete: "username",
      hint: "2 to 40 characters. Everybody in a call with you sees it.",
      value: name,
      error: problems.name,
    },
    {
      name: "password",
      label: "Password",
      type: "password",
      autocomplete: "new-password",
      hint: "At least 12 characters, any you like. A few words in a row make a good one.",
      error: problems.password,
    },
    {
      name: "again",
      label: "Password, once more",
      type: "password",
      autocomplete: "new-password",
      error: problems.again,
    },
  ];
}

function logInPath(next: string): string {
  return next === "/" ? "/log-in" : `/log-in?${new URLSearchParams({ next }).toString()}`;
}
