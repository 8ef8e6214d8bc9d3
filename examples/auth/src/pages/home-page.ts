import { html } from "hono/html";

import type { Html } from "./html.ts";
import { icon } from "./icon.ts";
import type { Page } from "./layout.ts";

/** One of somebody's calls. */
export interface OwnCall {
  readonly name: string;
  /** When it was made, in milliseconds since 1970. */
  readonly createdAt: number;
  readonly people: number;
}

export interface HomeView {
  readonly csrf: string;
  readonly name: string;
  /** The open ones, the newest first. */
  readonly calls: readonly OwnCall[];
}

export function homePage({ csrf, name, calls }: HomeView): Page {
  return {
    title: "Your calls",
    content: html`<main class="list-page">
      <div class="welcome">
        <div>
          <h1>Hello, ${name}</h1>
          <p class="soft">Whoever has an account here can join a call of yours with its link.</p>
        </div>
        <form method="post" action="/calls">
          <input type="hidden" name="csrf" value="${csrf}" />
          <button class="primary large">${icon("camera")} New call</button>
        </form>
      </div>
      <section aria-labelledby="your-calls">
        <h2 id="your-calls">Your calls</h2>
        ${
          calls.length === 0
            ? EMPTY
            : html`<ul class="rows">
                ${calls.map((call) => callRow(call, csrf))}
              </ul>`
        }
      </section>
    </main>`,
  };
}

const EMPTY = html`<p class="empty">You have no calls. Begin one, and share its link.</p>`;

function callRow({ name, createdAt, people }: OwnCall, csrf: string): Html {
  return html`<li class="row">
    <div class="row-text">
      <a class="row-title" href="/calls/${name}"><code>${name}</code></a>
      <p class="${people === 0 ? "soft" : "live"}">${peopleInWords(people)}</p>
      <p class="soft">Made on ${timeInWords(createdAt)}</p>
    </div>
    <div class="actions">
      <a class="button" href="/calls/${name}" aria-label="Join ${name}">Join</a>
      <form method="post" action="/calls/${name}/close">
        <input type="hidden" name="csrf" value="${csrf}" />
        <button class="quiet" aria-label="Close ${name} for everybody">Close</button>
      </form>
    </div>
  </li>`;
}

/** In UTC, and says so: the server does not know where its reader is. */
const TIME = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

function timeInWords(time: number): Html {
  return html`<time datetime="${new Date(time).toISOString()}">${TIME.format(time)} UTC</time>`;
}

function peopleInWords(people: number): string {
  if (people === 0) return "Nobody is in it now";
  return people === 1 ? "One person is in it now" : `${people} people are in it now`;
}
