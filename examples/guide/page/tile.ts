import type { Devices } from "./devices.ts";

/** One person's picture with their name below it, or their initials while there is no picture. */
export class Tile {
  readonly element = document.createElement("figure");
  readonly name: string;
  readonly #own: boolean;
  readonly #video = document.createElement("video");
  readonly #note = document.createElement("span");
  #cameraIsOn = true;

  constructor({ name, own }: { readonly name: string; readonly own: boolean }) {
    this.name = name;
    this.#own = own;
    const initials = document.createElement("span");
    initials.className = "initials";
    initials.ariaHidden = "true";
    initials.textContent = initialsOf(name);
    const caption = document.createElement("figcaption");
    this.#note.className = "note";
    caption.append(...this.nameLine(), this.#note);

    this.#video.autoplay = true;
    this.#video.playsInline = true;
    // nobody wants to hear themselves
    this.#video.muted = own;
    this.#video.ariaLabel = `Video of ${name}`;
    // the size is known with the first frame, and 0 when there is no picture any more
    this.#video.addEventListener("resize", () => this.#update());
    this.#video.addEventListener("emptied", () => this.#update());

    this.element.className = own ? "tile own" : "tile";
    this.element.append(initials, this.#video, caption);
    if (!own) this.#note.textContent = "connecting…";
  }

  /** The name as it is shown: cut where there is no room for it, but never the word that it is one's own. */
  nameLine(): HTMLElement[] {
    const name = document.createElement("span");
    name.className = "name";
    name.dir = "auto";
    // never as HTML: a name is what another person has typed
    name.textContent = this.name;
    if (!this.#own || this.name === OWN_NAME) return [name];
    const you = document.createElement("span");
    you.className = "you";
    you.textContent = "(you)";
    return [name, you];
  }

  show(stream: MediaStream | null): void {
    // a video that waits for the first track of an empty stream holds up the whole page's `load` event
    const shown = stream !== null && stream.getTracks().length > 0 ? stream : null;
    if (this.#video.srcObject !== shown) this.#video.srcObject = shown;
    this.#update();
  }

  showLink(state: RTCPeerConnectionState): void {
    this.element.dataset["link"] = state;
    this.#note.textContent = LINK_NOTES[state];
  }

  showDevices({ camera, microphone }: Devices): void {
    this.#cameraIsOn = camera;
    this.element.classList.toggle("muted", !microphone);
    this.#update();
  }

  close(): void {
    this.#video.srcObject = null;
    this.element.remove();
  }

  #update(): void {
    this.element.classList.toggle("seen", this.#cameraIsOn && this.#video.videoWidth > 0);
  }
}

/** Of those who have not said what they are called. */
export const OWN_NAME = "You";

const LINK_NOTES: Record<RTCPeerConnectionState, string> = {
  new: "connecting…",
  connecting: "connecting…",
  connected: "",
  disconnected: "connection lost…",
  failed: "connection lost…",
  closed: "",
};

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => /^./u.exec(word ?? "")?.[0] ?? "");
  return letters.join("").toUpperCase();
}
