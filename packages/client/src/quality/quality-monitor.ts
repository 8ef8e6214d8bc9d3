import { MeshError } from "../errors.ts";
import { Listeners } from "../listeners.ts";
import type { Link } from "../mesh/link.ts";
import type { OfLink } from "../mesh/mesh-events.ts";
import type { Mesh } from "../mesh/mesh.ts";
import { QualityMeter } from "./quality-meter.ts";
import type { LinkQuality } from "./quality.ts";

export interface QualityOptions {
  /**
   * Milliseconds between two measurements of a link, above 0.
   *
   * @default 2_000
   */
  readonly everyMs?: number;
}

/** What a quality monitor tells its listeners, by event. */
export interface QualityEvents {
  /** A link was measured, or broke down. */
  readonly quality: OfLink & { readonly quality: LinkQuality };
}

/**
 * Measures the links of a mesh, those that are there and those that come, each from when it is first connected.
 *
 * @throws MeshError `bad_option` for a pace that is none.
 */
export function createQualityMonitor(
  mesh: Pick<Mesh, "links" | "on">,
  { everyMs = 2_000 }: QualityOptions = {},
): QualityMonitor {
  if (!(everyMs > 0)) throw new MeshError("bad_option", null, `everyMs: expected milliseconds; got ${String(everyMs)}`);
  return new QualityMonitor(mesh, everyMs);
}

/** How well each link of a mesh works. It ends with the links, or with `close()`. */
export class QualityMonitor {
  readonly #everyMs: number;
  readonly #listeners = new Listeners();
  readonly #meters = new Map<Link, QualityMeter>();
  readonly #measured = new WeakMap<Link, LinkQuality>();
  readonly #unsubscribe: readonly (() => void)[];

  /** Not for programs: they call `createQualityMonitor`. */
  constructor(mesh: Pick<Mesh, "links" | "on">, everyMs: number) {
    this.#everyMs = everyMs;
    this.#unsubscribe = [
      mesh.on("link", ({ link }) => this.#begin(link)),
      mesh.on("gone", ({ link }) => this.#end(link)),
    ];
    for (const link of mesh.links.values()) this.#begin(link);
  }

  /** How well a link works, as last measured, or `null` before that. */
  of(link: Link): LinkQuality | null {
    return this.#measured.get(link) ?? null;
  }

  /** Calls `listener` for each event of that name. One that throws is reported. Returns what removes it. */
  on<Event extends keyof QualityEvents>(event: Event, listener: (value: QualityEvents[Event]) => void): () => void {
    return this.#listeners.add(event, listener);
  }

  /** Measures no more. Calling it again does nothing. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const link of this.#meters.keys()) this.#end(link);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #begin(link: Link): void {
    const meter = new QualityMeter(link.peerConnection, this.#everyMs, (quality) => {
      this.#measured.set(link, quality);
      this.#listeners.emit("quality", { peerId: link.peerId, link, quality });
    });
    this.#meters.set(link, meter);
  }

  #end(link: Link): void {
    this.#meters.get(link)?.close();
    this.#meters.delete(link);
  }
}
