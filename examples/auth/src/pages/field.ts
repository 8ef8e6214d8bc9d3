import { html } from "hono/html";

import type { Html } from "./html.ts";
import { icon } from "./icon.ts";

/** One labelled input of a form. */
export interface Field {
  /** Its name in the form, and its id on the page. */
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "password";
  /** What tells browsers and password managers what belongs there (HTML's autofill field names). */
  readonly autocomplete: "username" | "current-password" | "new-password";
  /** What is asked for, in sight from the start. */
  readonly hint?: string;
  /** What was given before. Passwords are never given back. */
  readonly value?: string;
  /** What was wrong with what was given. */
  readonly error?: string | undefined;
  readonly isFocused?: boolean;
}

/** A field with its hint and its error, which screen readers say with it. */
export function field({ name, label, type, autocomplete, hint, value = "", error, isFocused = false }: Field): Html {
  const described = [hint === undefined ? "" : `${name}-hint`, error === undefined ? "" : `${name}-error`];
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint === undefined ? "" : html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${error === undefined ? "" : html`<p class="error" id="${name}-error">${icon("warning")} ${error}</p>`}
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      autocorrect="off"
      spellcheck="false"
      required
      aria-describedby="${described.filter((id) => id !== "").join(" ")}"
      ${error === undefined ? "" : html`aria-invalid="true"`}
      ${isFocused ? html`autofocus` : ""}
    />
  </div>`;
}

/** That a form is wrong, before its fields: it takes the focus when the page appears, so that nobody overlooks it. */
export function errorSummary(text: string, fields: readonly Pick<Field, "name" | "label">[] = []): Html {
  return html`<div class="summary" role="alert" tabindex="-1" autofocus>
    ${icon("warning")}
    <div>
      <p>${text}</p>
      ${
        fields.length === 0
          ? ""
          : html`<ul>
              ${fields.map(({ name, label }) => html`<li><a href="#${name}">${label}</a></li>`)}
            </ul>`
      }
    </div>
  </div>`;
}
