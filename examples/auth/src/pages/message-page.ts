import { html } from "hono/html";

import type { Html } from "./html.ts";
import { icon, type IconName } from "./icon.ts";
import type { Page } from "./layout.ts";

/** A page that says one thing, and offers what can be done about it. */
interface Message {
  readonly sign: IconName;
  readonly title: string;
  readonly text: string;
  readonly actions?: Html;
}

function messagePage({ sign, title, text, actions = TO_START }: Message): Page {
  return {
    title,
    content: html`<main class="message">
      <div class="sign">${icon(sign)}</div>
      <h1>${title}</h1>
      <p>${text}</p>
      <p class="actions">${actions}</p>
    </main>`,
  };
}

const TO_START = html`<a class="button primary" href="/">To the start</a>`;

export function notFoundPage(): Page {
  return messagePage({
    sign: "search",
    title: "There is no such page",
    text: "Perhaps a part of the link was lost on the way, or it is not for you.",
  });
}

export function noSuchCallPage(): Page {
  return messagePage({
    sign: "search",
    title: "There is no such call",
    text: "A link to a call ends like kx3f-9m2q-7hwp-t4vn. Perhaps a part of yours was lost on the way: ask for it once more, or begin a call of your own.",
  });
}

export function callClosedPage(): Page {
  return messagePage({
    sign: "camera",
    title: "This call is closed",
    text: "It was ended for everybody. Whoever still wants to talk can begin another one.",
  });
}

export function bannedPage(): Page {
  return messagePage({
    sign: "lock",
    title: "You were removed from this call",
    text: "An admin has taken you out of it, and you cannot come back unless an admin lets you in again.",
  });
}

/** For a form without a good CSRF token, and for what another site has sent. */
export function foreignFormPage(): Page {
  return messagePage({
    sign: "lock",
    title: "This form is not good any more",
    text: "It was open for too long, you have logged in or out meanwhile, or it did not come from this site. Nothing was changed. Go back, load the page again, and try once more.",
  });
}

export function notPossiblePage(text: string): Page {
  return messagePage({ sign: "warning", title: "That is not possible", text });
}

export function registrationClosedPage(): Page {
  return messagePage({
    sign: "lock",
    title: "Registration is closed",
    text: "New accounts are not made here at the moment. If you have one, log in.",
    actions: html`<a class="button primary" href="/log-in">Log in</a>`,
  });
}

export function setupUsedPage(): Page {
  return messagePage({
    sign: "lock",
    title: "This link is not good any more",
    text: "It makes the first admin’s account, once and within a day. When the server starts without an admin, it prints a new one.",
  });
}

export function tooLargePage(): Page {
  return messagePage({
    sign: "warning",
    title: "That is too much",
    text: "What was sent is larger than any form here.",
  });
}

export function badMethodPage(): Page {
  return messagePage({ sign: "warning", title: "That is not possible", text: "This server knows GET and POST only." });
}

/** @param afterMs how long to wait. */
export function tooManyAttemptsPage(afterMs: number): Page {
  return messagePage({
    sign: "clock",
    title: "That was tried too often",
    text: `Wait ${durationInWords(afterMs)}, then try again.`,
  });
}

export function busyPage(): Page {
  return messagePage({
    sign: "clock",
    title: "Very many are here at the moment",
    text: "The server cannot take on more just now. Try once more in some seconds.",
  });
}

export function errorPage(): Page {
  return messagePage({
    sign: "warning",
    title: "Something went wrong",
    text: "The fault is the server’s, and it has noted it down. Try once more in a moment.",
  });
}

/** A time to wait, rounded up to what people count in. */
export function durationInWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 60) return seconds === 1 ? "a second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  const hours = Math.ceil(minutes / 60);
  return hours === 1 ? "an hour" : `${hours} hours`;
}
