import { refuseMisspeltHooks } from "./actor/misspelt-hooks.ts";
import { BanList } from "./ban-list.ts";
import { ConfigError } from "./observe/errors.ts";
import { type Listener, Observer } from "./observe/observer.ts";
import { type ParlorOptions, resolveSettings } from "./options.ts";
import { Admission, type PeerClass } from "./peer/admission.ts";
import { PeerHandle } from "./peer/peer-handle.ts";
import { Peer } from "./peer/peer.ts";
import type { Peers } from "./peer/peers.ts";
import { Bans } from "./room/bans.ts";
import { Registry } from "./room/registry.ts";
import { RoomHandle } from "./room/room-handle.ts";
import type { RoomClass, RoomSpec } from "./room/room-spec.ts";
import { nodeNet } from "./transport/node-net.ts";
import type { Transport } from "./transport/transport.ts";
import type { UpgradeServer } from "./transport/upgrade-router.ts";

/**
 * Makes a signaling server: its rooms start at once, and clients come in through {@link Parlor.attach}. Several can live
 * in one process; they share nothing.
 *
 * @throws ConfigError if an option is wrong, a hook's name is misspelt, or two rooms have one name.
 */
export function createParlor<P extends PeerClass, const Rooms extends readonly RoomClass[] = readonly []>(
  options: ParlorOptions<P, Rooms>,
): Parlor {
  return new Parlor(options);
}

/** One signaling server. Make it with {@link createParlor}. */
export class Parlor {
  /** The rooms, by name. */
  readonly rooms: Rooms;
  /** The peers, by id, and all of them one after the other. */
  readonly peers: Iterable<PeerHandle> & { readonly size: number; get(peerId: string): PeerHandle | null };
  /** Who is kept out, of the whole server or of a room. */
  readonly bans: BanList;
  /** Resolves when the `onInit` of every room given at the start is through, and rejects with the first that failed. */
  readonly ready: Promise<void>;
  readonly #observer = new Observer();
  readonly #registry: Registry;
  readonly #admission: Admission;
  #closed: Promise<void> | null = null;

  constructor(options: ParlorOptions) {
    const settings = resolveSettings(options);
    refuseMisspeltHooks(options.peer, Peer.prototype);
    if (options.observe !== undefined) this.#observer.subscribe(options.observe);
    const bans = new Bans(settings.maxBans);
    this.#registry = new Registry(settings, { observer: this.#observer, bans }, options.onMissingRoom ?? null);
    const peer = { peerClass: options.peer, peerOptions: options.peerOptions };
    const around = { observer: this.#observer, registry: this.#registry, bans };
    this.#admission = new Admission(peer, settings, around);
    this.rooms = new Rooms(this.#registry);
    this.peers = new PeersByHandle(this.#admission.peers);
    this.bans = new BanList(bans, this.#admission.peers);
    this.ready = this.#startAll(options.rooms ?? [], settings.maxRooms);
  }

  /**
   * Takes the WebSocket upgrades of one path of a Node `http` or `https` server. The server's other paths and upgrade
   * listeners are left alone; upgrades that nobody takes are refused with 404. Parlor frames RFC 6455 itself; for the `ws`
   * library instead, call `parlor.serve(nodeWs(server, path))`.
   *
   * @param options.path such as `/socket/:room?`; the named parts reach `parseRequest` as `request.params`.
   * @returns what takes no more upgrades; peers that are connected stay.
   * @throws ConfigError if the path is no pattern, or taken on this server.
   */
  attach(server: UpgradeServer, options: { readonly path: string }): () => void {
    return this.serve(nodeNet(server, options.path));
  }

  /** Lets clients in through any transport. Returns what takes no more upgrades. */
  serve(transport: Transport): () => void {
    return transport(this.#admission);
  }

  /** Hears every event from now on. Returns what ends it. */
  observe(listener: Listener): () => void {
    return this.#observer.subscribe(listener);
  }

  /**
   * Drains: refuses new upgrades with 503, tells every peer `going_away` and when to come back (spread over
   * `retryWindowMs`, so that not all do at once), and resolves when every socket is closed and every `onTerminate` is
   * through. Idempotent: all calls await the same end. Do not await it in a hook: it would wait for that hook.
   */
  close(): Promise<void> {
    this.#closed ??= this.#drain();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #startAll(specs: readonly RoomSpec[], maxRooms: number): Promise<void> {
    if (specs.length > maxRooms) throw new ConfigError("too_many_rooms", `rooms: more than maxRooms (${maxRooms})`);
    const names = specs.map(({ name }) => name);
    for (const [index, spec] of specs.entries()) {
      this.#registry.check(spec);
      if (names.indexOf(spec.name) === index) continue;
      throw new ConfigError("room_exists", `rooms: ${JSON.stringify(spec.name)} is there twice`);
    }
    const ready = Promise.all(specs.map((spec) => this.rooms.start(spec))).then(() => undefined);
    // who does not await it has the room_given_up event
    ready.catch(() => undefined);
    return ready;
  }

  async #drain(): Promise<void> {
    const { peers } = this.#admission;
    this.#observer.emit({ type: "drain_started", peers: peers.size });
    await Promise.all([this.#admission.close(), this.#registry.drain()]);
    // those that had been let in and are in no room
    for (const peer of peers) peer.end("going_away");
    await peers.empty();
    this.#observer.emit({ type: "drain_finished" });
  }
}

/** The rooms of one Parlor. */
export class Rooms {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  get size(): number {
    return this.#registry.size;
  }

  names(): string[] {
    return this.#registry.names();
  }

  /** A handle on the room of this name, or `null` if there is none now. */
  get(name: string): RoomHandle | null {
    return this.#registry.get(name) === null ? null : new RoomHandle(name, this.#registry);
  }

  /**
   * Starts a room. Resolves with its handle when its `onInit` is through; peers may ask to join before that, and wait.
   *
   * @throws ConfigError `room_exists`, `too_many_rooms`, `misspelt_hook`, `invalid_option`, or `closed` while draining.
   * @throws HookError if `onInit` fails. There is no such room then.
   */
  async start<Class extends RoomClass>(spec: RoomSpec<Class>): Promise<RoomHandle> {
    await this.#registry.start(spec);
    return new RoomHandle(spec.name, this.#registry);
  }
}

class PeersByHandle {
  readonly #peers: Peers;

  constructor(peers: Peers) {
    this.#peers = peers;
  }

  get size(): number {
    return this.#peers.size;
  }

  get(peerId: string): PeerHandle | null {
    const peer = this.#peers.get(peerId);
    return peer === null ? null : new PeerHandle(peer, this.#peers);
  }

  /** From `onInit`'s yes to the end of `onTerminate`, in the order of coming. */
  *[Symbol.iterator](): IterableIterator<PeerHandle> {
    for (const peer of this.#peers) yield new PeerHandle(peer, this.#peers);
  }
}
