import type { Json } from "@parlor/client";

import { element } from "./element.ts";
import { OWN_NAME, Tile } from "./tile.ts";

/** One tile for everybody in the room, the own one last, and their names above. */
export class Grid {
  readonly own: Tile;
  readonly #grid = element("grid", HTMLElement);
  readonly #people = element("people", HTMLElement);
  readonly #yet = element("yet", HTMLElement);
  readonly #tiles = new Map<string, Tile>();

  constructor(name: string, stream: MediaStream) {
    this.own = new Tile({ name: name.trim() === "" ? OWN_NAME : name, own: true });
    this.own.show(stream);
    this.#grid.append(this.own.element);
    this.#yet.hidden = false;
    this.sync(new Map());
  }

  tile(peerId: string): Tile | undefined {
    return this.#tiles.get(peerId);
  }

  nameOf(peerId: string): string {
    return this.#tiles.get(peerId)?.name ?? "Somebody";
  }

  /** Makes the tiles those of exactly these members, and leaves alone those that stay: a moved video would stutter. */
  sync(members: ReadonlyMap<string, Json>): void {
    for (const [peerId, tile] of this.#tiles) {
      if (members.has(peerId)) continue;
      this.#tiles.delete(peerId);
      tile.close();
    }
    for (const [peerId, metadata] of members) {
      if (this.#tiles.has(peerId)) continue;
      const tile = new Tile({ name: readName(metadata), own: false });
      this.#tiles.set(peerId, tile);
      this.own.element.before(tile.element);
    }
    const tiles = [...this.#tiles.values(), this.own];
    this.#grid.dataset["count"] = String(tiles.length);
    this.#people.replaceChildren(...tiles.map(personItem));
    if (members.size > 0) this.#yet.hidden = true;
  }

  close(): void {
    for (const tile of [...this.#tiles.values(), this.own]) tile.close();
    this.#tiles.clear();
    this.#people.replaceChildren();
  }
}

/** The server has made the metadata, but the server may be of another version. */
function readName(metadata: Json): string {
  if (typeof metadata !== "object" || metadata === null || !("name" in metadata)) return "Guest";
  const { name } = metadata;
  return typeof name === "string" ? name : "Guest";
}

function personItem(tile: Tile): HTMLLIElement {
  const item = document.createElement("li");
  item.append(...tile.nameLine());
  return item;
}
