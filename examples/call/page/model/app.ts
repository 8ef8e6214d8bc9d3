import { type Signal, signal } from "@preact/signals";

import { Call } from "./call.ts";
import type { Door } from "./door.ts";
import type { Ending } from "./ending.ts";
import { Media, type Wishes } from "./media.ts";
import { remembered } from "./remembered.ts";

/** Where somebody is: before the call, in it, or after it. */
export type Place =
  | { readonly name: "lobby" }
  | { readonly name: "call"; readonly call: Call }
  | { readonly name: "ended"; readonly ending: Ending };

/** The page, from opening it to leaving the call, and back again. */
export class App {
  readonly door: Door;
  /** Of who sits here; a name that the door does not fix is remembered for the next time. */
  readonly name: Signal<string>;
  readonly place = signal<Place>({ name: "lobby" });
  #wishes: Wishes = { camera: true, microphone: true };
  #media = new Media(this.#wishes);

  constructor(door: Door) {
    this.door = door;
    this.name = door.name === null ? remembered("name") : signal(door.name);
  }

  /** Changes only between two calls. */
  get media(): Media {
    return this.#media;
  }

  join(): void {
    // somebody who comes back has let go of the camera
    if (this.place.peek().name === "ended") this.#media = new Media(this.#wishes);
    const name = this.name.peek().trim();
    const call = new Call({ door: this.door, name, media: this.#media, onEnd: (ending) => this.#end(ending) });
    this.place.value = { name: "call", call };
  }

  #end(ending: Ending): void {
    this.#wishes = this.#media.wishes;
    this.#media.close();
    this.place.value = { name: "ended", ending };
  }
}
