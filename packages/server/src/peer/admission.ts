import type { Json } from "@parlor/protocol";

import { andThen, type Awaitable, isPromise, orElse } from "../actor/awaitable.ts";
import { Hooks } from "../actor/hooks.ts";
import { HookError } from "../observe/errors.ts";
import type { PeerRefusalCode } from "../observe/events.ts";
import type { Observer } from "../observe/observer.ts";
import type { AuthData, JoinData } from "../room/application.ts";
import type { Bans } from "../room/bans.ts";
import { jsonBytes } from "../room/json.ts";
import type { Registry, Resolved } from "../room/registry.ts";
import type { RoomRef } from "../room/room-ref.ts";
import { isAccept, isRefusal, type Refusal } from "../room/verdict.ts";
import type { AdmittedPeer as Known, PeerSurroundings } from "./admitted-peer.ts";
import { comeBack } from "./come-back.ts";
import { Heartbeat } from "./heartbeat.ts";
import { isOriginAllowed } from "./origin.ts";
import { PeerActor } from "./peer-actor.ts";
import { newPeerId } from "./peer-id.ts";
import type { AdmissionSettings, PeerSettings } from "./peer-settings.ts";
import { bindPeer, type JoinRequest, type Peer, type PeerControl, type PeerInit } from "./peer.ts";
import { Peers } from "./peers.ts";
import { EXPIRED, isExpired, readTerms } from "./token-terms.ts";
import type { UpgradeRequest } from "./upgrade-request.ts";

/** A class that extends {@link Peer}. */
export type PeerClass = new () => Peer;

/** What became of an upgrade request. A transport renders it: the 101 and a socket, or the refusal. */
export type AdmissionResult =
  | {
      readonly type: "admitted";
      readonly peer: PeerActor;
      readonly room: RoomRef;
      readonly maxFrameBytes: number;
    }
  | RefusedUpgrade;

/** An upgrade that was refused, with the row of the error table that says how. */
export interface RefusedUpgrade {
  readonly type: "refused";
  readonly peerId: string;
  readonly code: AdmissionErrorCode;
  readonly details: Json;
}

type AdmissionErrorCode = Exclude<PeerRefusalCode, "join_refused" | "already_joined" | "room_busy">;

/** What holds for the socket of a client that is not admitted yet. */
export interface EarlyLimits extends Pick<AdmissionSettings, "authTimeoutMs" | "maxFrameBytes"> {
  /** Aborted when nobody is admitted any more. */
  readonly closing: AbortSignal;
}

/** What admission works with. */
interface AdmissionSurroundings {
  readonly observer: Observer;
  readonly registry: Registry;
  readonly bans: Bans;
}

const NO_JOIN_REQUEST = "returned nothing: return { room, credentials, metadata } or refuse(reason)";

/** Decides who gets in. Read {@link admit} from top to bottom for the order of all refusals before the 101. */
export class Admission {
  readonly peers: Peers;
  readonly #peerClass: PeerClass;
  readonly #peerOptions: unknown;
  readonly #settings: AdmissionSettings;
  readonly #observer: Observer;
  readonly #registry: Registry;
  readonly #bans: Bans;
  readonly #around: PeerSurroundings;
  /** The upgrades that are being judged, and wait for a hook. */
  readonly #pending = new Set<PromiseLike<AdmissionResult>>();
  /** How many of them are not peers yet. */
  #strangers = 0;
  readonly #closing = new AbortController();

  constructor(
    peer: { readonly peerClass: PeerClass; readonly peerOptions: unknown },
    settings: AdmissionSettings,
    { observer, registry, bans }: AdmissionSurroundings,
  ) {
    this.peers = new Peers(bans, observer);
    this.#peerClass = peer.peerClass;
    this.#peerOptions = peer.peerOptions;
    this.#settings = settings;
    this.#observer = observer;
    this.#registry = registry;
    this.#bans = bans;
    this.#around = {
      observer,
      registry,
      heartbeat: new Heartbeat(settings.heartbeatMs),
      stop: (stopped, removal) => this.peers.stop(stopped, removal),
      onQuiet: (gone) => this.peers.delete(gone),
    };
  }

  /** What holds for a socket that is opened before its peer has been admitted: see `UpgradeRequest.firstToken`. */
  get limits(): EarlyLimits {
    const { authTimeoutMs, maxFrameBytes } = this.#settings;
    return { authTimeoutMs, maxFrameBytes, closing: this.#closing.signal };
  }

  /** From now on every upgrade is refused with `going_away`. Resolves when those that are being judged have been told. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#pending);
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Judges an upgrade request; at once if no hook makes it wait. Never throws or rejects: whatever goes wrong is a refusal. */
  admit(request: UpgradeRequest): Awaitable<AdmissionResult> {
    const peerId = newPeerId();
    const refusedUnread = this.#refuseUnread(request);
    if (refusedUnread !== null) return this.#refuse(peerId, null, refusedUnread);
    const judged = this.#judge(peerId, request);
    if (!isPromise(judged)) return judged;
    this.#pending.add(judged);
    return judged.then((result) => {
      this.#pending.delete(judged);
      return result;
    });
  }

  /** The refusals that cost nothing: no hook has run yet. */
  #refuseUnread(request: UpgradeRequest): AdmissionErrorCode | null {
    const { allowedOrigins, maxPeers, maxPendingPeers } = this.#settings;
    const isFull = this.#pending.size >= maxPendingPeers || this.peers.size + this.#strangers >= maxPeers;
    if (this.#isClosing) return "going_away";
    if (!isOriginAllowed(request, allowedOrigins)) return "foreign_origin";
    if (isFull) return "too_many_connections";
    return null;
  }

  #judge(peerId: string, request: UpgradeRequest): Awaitable<AdmissionResult> {
    this.#strangers++;
    const known = orElse<Known | RefusedUpgrade>(
      () => this.#question(peerId, request),
      (error) => this.#failed(peerId, error),
    );
    return andThen(known, (peer) => {
      this.#strangers--;
      return "type" in peer ? peer : this.#showIn(peer);
    });
  }

  /** What does this stranger want? */
  #question(peerId: string, request: UpgradeRequest): Awaitable<Known | RefusedUpgrade> {
    const deadline = performance.now() + this.#settings.authTimeoutMs;
    const hooks = new Hooks(this.#observer, { room: null, peerId }, this.#settings.hookTimeoutMs);
    const peer = hooks.construct(() => new this.#peerClass());
    bindPeer(peer, unadmitted(peerId));
    return andThen(
      hooks.call("parseRequest", () => peer.parseRequest(request), deadline),
      (asked) => {
        // it may have said no because a client was not waited for any more
        if (this.#isClosing) return this.#refuse(peerId, null, "going_away");
        if (typeof asked !== "object" || asked === null) throw hooks.failed("parseRequest", NO_JOIN_REQUEST);
        if (isRefusal(asked)) return this.#sayNo(peerId, null, "bad_request", asked);
        if (!this.#isRoomName(asked.room)) return this.#refuse(peerId, null, "bad_request", "room: not a room's name");
        if (!this.#isMetadata(asked.metadata))
          return this.#refuse(peerId, null, "bad_request", "metadata: too big or no JSON");
        return this.#identify(peer, authData(asked, peerId), deadline);
      },
    );
  }

  /** And who is it? */
  #identify(peer: Peer, auth: AuthData, deadline: number): Awaitable<Known | RefusedUpgrade> {
    const { peerId, room } = auth;
    const hooks = new Hooks(this.#observer, { room, peerId }, this.#settings.hookTimeoutMs);
    return andThen(
      hooks.call("onInit", () => peer.onInit(auth, this.#peerOptions), deadline),
      (init) => {
        if (isRefusal(init)) return this.#sayNo(peerId, room, "unauthorized", init);
        if (!isAccept(init)) throw hooks.failed("onInit", `returned ${typeof init}: return accept() or refuse(reason)`);
        const terms = this.#whatIsWrongWith(init) ?? readTerms(init);
        if (typeof terms === "string") throw hooks.failed("onInit", `returned ${terms}`);
        if (isExpired(terms)) return this.#refuse(peerId, room, "unauthorized", EXPIRED);
        const settings = settingsOf(init, this.#settings);
        return { auth: joinData(auth, init, terms.expiresAt), terms, peer, hooks, settings };
      },
    );
  }

  /** From here on the peer is somebody: however it ends, its `onTerminate` runs. */
  #showIn(known: Known): Awaitable<AdmissionResult> {
    const peer = new PeerActor(known, this.#around);
    this.peers.add(peer);
    // within the turn in which it becomes one of the peers: a ban that comes later finds it among them
    if (this.#bans.holds(peer.identity, null)) return this.#turnAway(peer, "banned");
    return orElse<AdmissionResult>(
      () =>
        andThen<Resolved, AdmissionResult>(this.#findRoom(known.auth), (room) => {
          if (this.#isClosing) return this.#turnAway(peer, "going_away");
          if (typeof room === "string") return this.#turnAway(peer, room);
          return { type: "admitted", peer, room, maxFrameBytes: known.settings.maxFrameBytes };
        }),
      (error) => {
        peer.abandon("internal");
        return this.#failed(peer.id, error);
      },
    );
  }

  #findRoom(auth: JoinData): Awaitable<Resolved> {
    return this.#isClosing ? "going_away" : this.#registry.resolve(auth);
  }

  #turnAway(peer: PeerActor, code: AdmissionErrorCode): RefusedUpgrade {
    const refused = this.#refuse(peer.id, peer.room, code);
    peer.abandon(code);
    return refused;
  }

  /** What is not a hook's failure is our own: reported like one, so that it is not lost. */
  #failed(peerId: string, error: unknown): RefusedUpgrade {
    const { site } =
      error instanceof HookError
        ? error
        : new Hooks(this.#observer, { room: null, peerId }, 0).failed("admission", "threw", error);
    return this.#refuse(peerId, site.room, "internal");
  }

  #isMetadata(metadata: unknown): boolean {
    if (metadata === undefined || metadata === null) return true;
    const bytes = jsonBytes(metadata);
    return bytes !== null && bytes <= this.#settings.maxMetadataBytes;
  }

  #whatIsWrongWith({ identity, metadata, maxFrameBytes = 1, idleTimeoutMs = false }: PeerInit): string | null {
    if (identity !== undefined && !isIdentity(identity)) return "an identity that is no string, or an empty one";
    if (!this.#isMetadata(metadata)) return "metadata that is no JSON, or more than maxMetadataBytes";
    if (!Number.isInteger(maxFrameBytes) || maxFrameBytes < 1) return "a maxFrameBytes that is no positive integer";
    if (idleTimeoutMs === false || idleTimeoutMs > this.#settings.heartbeatMs) return null;
    return "an idleTimeoutMs that is not more than heartbeatMs: a healthy client would be silent for as long";
  }

  #isRoomName(name: unknown): boolean {
    return typeof name === "string" && name.length > 0 && name.length <= this.#settings.maxRoomNameLength;
  }

  /** A hook's refusal, which may be about how often it was tried. */
  #sayNo(
    peerId: string,
    room: string | null,
    code: "bad_request" | "unauthorized",
    { reason, afterMs }: Refusal,
  ): RefusedUpgrade {
    if (typeof afterMs !== "number") return this.#refuse(peerId, room, code, reason);
    return this.#refuse(peerId, room, "too_many_attempts", { after_ms: afterMs });
  }

  #refuse(peerId: string, room: string | null, code: AdmissionErrorCode, reason: Json = null): RefusedUpgrade {
    const details = code === "going_away" ? comeBack(this.#settings.retryWindowMs) : reason;
    this.#observer.emit({ type: "peer_refused", peerId, room, code, details });
    return { type: "refused", peerId, code, details };
  }
}

function authData({ room, credentials, metadata }: JoinRequest, peerId: string): AuthData {
  return Object.freeze({ peerId, room, credentials, metadata: metadata ?? null });
}

/** Who asks to join, with what `onInit` has found out. */
function joinData(auth: AuthData, init: PeerInit, expiresAt: number | null): JoinData {
  const { peerId, room, credentials } = auth;
  const { identity = null, claims = null, metadata = auth.metadata } = init;
  return Object.freeze({ peerId, room, credentials, metadata, identity, claims, expiresAt });
}

function isIdentity(identity: unknown): boolean {
  return typeof identity === "string" && identity !== "";
}

function settingsOf({ maxFrameBytes, idleTimeoutMs }: PeerInit, settings: AdmissionSettings): PeerSettings {
  // who has none of its own has the server's, not a copy
  if (maxFrameBytes === undefined && idleTimeoutMs === undefined) return settings;
  return {
    ...settings,
    maxFrameBytes: maxFrameBytes ?? settings.maxFrameBytes,
    idleTimeoutMs: idleTimeoutMs === false ? Number.POSITIVE_INFINITY : (idleTimeoutMs ?? settings.idleTimeoutMs),
  };
}

function unadmitted(peerId: string): PeerControl {
  return { id: peerId, send: () => false, forward: tooEarly, stop: tooEarly };
}

function tooEarly(): never {
  throw new TypeError("A peer forwards and stops once it has been admitted; refuse(reason) says no before that");
}
