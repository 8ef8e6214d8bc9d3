import type { Camera } from "./camera.ts";
import { element, showSection } from "./element.ts";
import { OWN_NAME, Tile } from "./tile.ts";

const NAME_KEY = "name";

/** Shows the own picture and asks for a name. Resolves with the name when its owner wants to join. */
export async function askToJoin(opening: Promise<Camera>): Promise<string> {
  const input = element("name", HTMLInputElement);
  const join = element("join", HTMLButtonElement);
  const notice = element("camera-notice", HTMLElement);
  const preview = new Tile({ name: OWN_NAME, own: true });
  element("preview", HTMLElement).replaceChildren(preview.element);
  input.value = localStorage.getItem(NAME_KEY) ?? "";
  showSection("lobby");

  const camera = await opening;
  preview.show(camera.stream);
  notice.textContent = camera.notice;
  notice.hidden = camera.notice === null;
  join.textContent = camera.notice === null ? "Join" : "Join anyway";
  join.disabled = false;

  await submitted(element("join-form", HTMLFormElement));
  preview.close();
  localStorage.setItem(NAME_KEY, input.value);
  return input.value;
}

/** Resolves when a form is sent, which then goes nowhere. */
export function submitted(form: HTMLFormElement): Promise<void> {
  return new Promise((resolve) => {
    const onSubmit = (event: Event): void => {
      event.preventDefault();
      resolve();
    };
    form.addEventListener("submit", onSubmit, { once: true });
  });
}
