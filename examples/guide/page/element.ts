/** The element of this id, which index.html has and which is of this kind: anything else is a typing mistake. */
export function element<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`index.html has no ${kind.name} #${id}`);
}

const SECTIONS = ["lobby", "call", "ended"] as const;

/** Shows one of the page's three sections and hides the others. */
export function showSection(shown: (typeof SECTIONS)[number]): void {
  for (const id of SECTIONS) element(id, HTMLElement).hidden = id !== shown;
  element("controls", HTMLElement).hidden = shown !== "call";
  // else the keyboard would still be at a button that is not there any more
  element(shown, HTMLElement).focus();
}

/** Tells those who cannot see it what has just happened. */
export function announce(sentence: string): void {
  element("status", HTMLElement).textContent = sentence;
}
