import type { Ending } from "./call.ts";
import { setCredentials } from "./credentials.ts";
import { announce, element, showSection } from "./element.ts";
import { submitted } from "./lobby.ts";
import { wordsFor } from "./words.ts";

let hasSignedIn = false;

/** Says how the call ended and what can be done. Resolves when its owner wants to try again. */
export async function showEnding(ending: Ending, room: string): Promise<void> {
  const { title, text, offer, again } = wordsFor(ending, room, hasSignedIn);
  const heading = element("ended-title", HTMLElement);
  heading.textContent = title;
  element("ended-text", HTMLElement).textContent = text;
  const tryAgain = element("again", HTMLButtonElement);
  tryAgain.textContent = again;
  tryAgain.hidden = offer === "credentials";
  // trying again seldom helps where another room is offered
  tryAgain.classList.toggle("primary", offer !== "own room");
  const ownRoom = element("own-room", HTMLAnchorElement);
  ownRoom.hidden = offer !== "own room";
  ownRoom.href = `/call-${crypto.randomUUID().slice(0, 8)}`;
  const form = element("credentials-form", HTMLFormElement);
  form.hidden = offer !== "credentials";
  showSection("ended");
  heading.focus();
  announce(`${title}. ${text}`);

  if (offer !== "credentials") return clicked(tryAgain);
  await submitted(form);
  hasSignedIn = true;
  const password = element("password", HTMLInputElement);
  setCredentials(element("username", HTMLInputElement).value, password.value);
  password.value = "";
}

function clicked(button: HTMLButtonElement): Promise<void> {
  return new Promise((resolve) => {
    button.addEventListener("click", () => resolve(), { once: true });
  });
}
