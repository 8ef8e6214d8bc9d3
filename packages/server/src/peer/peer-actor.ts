import {
  type ClientMessage,
  type CloseErrorCode,
  decodeClientMessage,
  encodeError,
  encodeMessage,
  ERRORS,
  type Json,
  type Message,
  type MessageErrorCode,
  type Outgoing,
  PING,
  PONG,
} from "@parlor/protocol";

import { Actor } from "../actor/actor.ts";
import { andThen, type Awaitable, isPromise } from "../actor/awaitable.ts";
import type { Hooks } from "../actor/hooks.ts";
import type { PeerEndCode } from "../observe/events.ts";
import type { Observer } from "../observe/observer.ts";
import type { AuthData } from "../room/application.ts";
import { asJson } from "../room/json.ts";
import type { Member } from "../room/member.ts";
import type { Registry } from "../room/registry.ts";
import type { JoinResult, RoomRef } from "../room/room-ref.ts";
import { encodeServerMessage } from "../room/server-message.ts";
import { DROP } from "../room/verdict.ts";
import type { Beating, Heartbeat } from "./heartbeat.ts";
import type { PeerSettings } from "./peer-settings.ts";
import { bindPeer, type Peer } from "./peer.ts";
import { RateMeter } from "./rate-limit.ts";
import type { Socket, SocketListener } from "./socket.ts";

/** What a peer shares with the other peers of its server. */
export interface PeerSurroundings {
  readonly observer: Observer;
  readonly registry: Registry;
  readonly heartbeat: Heartbeat;
  /** Called once, when the peer has ended, its socket is closed, and its `onTerminate` is through. */
  readonly onQuiet: (peer: PeerActor) => void;
}

/** A peer whose `onInit` has accepted. */
export interface AdmittedPeer {
  readonly auth: AuthData;
  readonly peer: Peer;
  readonly hooks: Hooks;
  readonly settings: PeerSettings;
}

/** Runs one peer, from its admission to its end: what its socket brings and what its room sends, in order. */
export class PeerActor implements Member, SocketListener, Beating {
  readonly id: string;
  readonly metadata: Json;
  readonly #auth: AuthData;
  readonly #peer: Peer;
  readonly #hooks: Hooks;
  readonly #settings: PeerSettings;
  readonly #around: PeerSurroundings;
  readonly #actor: Actor;
  readonly #meter: RateMeter | null;
  #socket: Socket | null = null;
  #room: RoomRef | null = null;
  #heardAt = 0;
  #paused = false;
  #ended = false;
  #terminated = false;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor({ auth, peer, hooks, settings }: AdmittedPeer, around: PeerSurroundings) {
    this.id = auth.peerId;
    this.metadata = auth.metadata;
    this.#auth = auth;
    this.#peer = peer;
    this.#hooks = hooks;
    this.#settings = settings;
    this.#around = around;
    this.#actor = new Actor(settings.maxQueuedMessages, () => this.end("internal"));
    this.#meter = settings.rateLimit === false ? null : new RateMeter(settings.rateLimit, performance.now());
    bindPeer(peer, {
      id: auth.peerId,
      send: (event, data) => this.send(event, data),
      forward: (message) => this.#forwardOwn(message),
      stop: (reason) => this.end("removed", reason),
    });
  }

  get room(): string {
    return this.#auth.room;
  }

  /** Whether it has ended; its socket and its `onTerminate` may still be on their way. */
  get ended(): boolean {
    return this.#ended;
  }

  // a life: the socket opens, the room is joined, frames come and go, the end

  /** The 101 has been sent. Frames that come from now on wait until the room has decided. */
  open(socket: Socket, room: RoomRef): void {
    if (this.#ended) return socket.close(ERRORS.going_away.close, "going_away");
    this.#socket = socket;
    this.#heardAt = performance.now();
    this.#around.heartbeat.add(this);
    this.#around.observer.emit({ type: "peer_accepted", peerId: this.id, room: room.name });
    void this.#actor.run(() => this.#join(room, false));
  }

  /** The client went away before its 101 could be sent, or was refused after `onInit` had accepted it. */
  abandon(code: PeerEndCode): void {
    this.#finish(code);
  }

  receive(text: string): void {
    this.#heardAt = performance.now();
    const allowance = this.#meter?.count(this.#heardAt) ?? "take";
    if (allowance === "close") return this.end("rate_limited");
    const job = allowance === "take" ? () => this.#read(text) : () => this.#complain("rate_limited", null);
    const done = this.#actor.run(job);
    if (isPromise(done)) this.#holdBack(done);
  }

  receiveBinary(): void {
    this.end("binary_frame");
  }

  heard(): void {
    this.#heardAt = performance.now();
  }

  pinged(): boolean {
    this.#heardAt = performance.now();
    const allowance = this.#meter?.count(this.#heardAt) ?? "take";
    if (allowance === "close") this.end("rate_limited");
    return allowance === "take" && !this.#ended && !this.#isTooSlow();
  }

  beat(now: number): void {
    // while we do not read we cannot hear, and that is not the client's fault
    if (!this.#paused && now - this.#heardAt >= this.#settings.idleTimeoutMs) this.end("timed_out");
    else this.#socket?.ping();
  }

  deliver(frame: string): void {
    if (this.#ended || this.#socket === null) return;
    this.#socket.send(frame);
    if (this.#isTooSlow()) this.end("too_slow");
  }

  /** Sends a message of the server's own. Throws a TypeError as `encodeServerMessage` does. */
  send(event: string, data: unknown): boolean {
    const frame = encodeServerMessage({ event, data, to: [this.id] });
    if (this.#room === null || this.#ended) return false;
    this.deliver(frame);
    return true;
  }

  broken(code: "invalid_frame" | "invalid_text" | "frame_too_big"): void {
    this.#finish(code);
  }

  /** The client's own end: what it sent before is still read, within the time a hook may take. */
  closed(): void {
    this.#socket = null;
    if (!this.#ended) {
      const done = this.#actor.run(() => this.#finish("left"));
      if (isPromise(done)) this.#drainTimer = setTimeout(() => this.#finish("left"), this.#settings.hookTimeoutMs);
    }
    this.#quietDown();
  }

  end(code: CloseErrorCode, details: Json = null): void {
    if (this.#ended) return;
    const told =
      code === "going_away" ? { after_ms: Math.floor(Math.random() * this.#settings.retryWindowMs) } : details;
    const socket = this.#socket;
    this.#finish(code);
    socket?.send(encodeError(code, asJson(told), this.id));
    socket?.close(ERRORS[code].close, code);
  }

  // jobs

  #join(room: RoomRef, again: boolean): Awaitable<void> {
    return andThen(room.join(this, this.#auth), (result) => this.#joined(room, result, again));
  }

  #joined(room: RoomRef, result: JoinResult, again: boolean): Awaitable<void> {
    switch (result.type) {
      case "joined":
        this.#room = room;
        if (this.#ended) room.leave(this.id);
        return undefined;
      case "refused":
        return this.#refused("join_refused", result.reason);
      case "busy":
        return this.#refused("room_busy", null);
      case "failed":
        return this.end("internal");
      case "gone":
        // it crashed, or went away empty, while this peer was on its way: there may be a new one by that name
        if (again || result.code === "going_away") return this.end(result.code, GONE_DETAILS[result.code]);
        return andThen(this.#around.registry.resolve(this.#auth), (found) =>
          typeof found === "string" ? this.end(found) : this.#join(found, true),
        );
    }
  }

  #refused(code: "join_refused" | "room_busy", details: Json): void {
    this.#around.observer.emit({ type: "peer_refused", peerId: this.id, room: this.room, code, details });
    this.end(code, details);
  }

  #read(text: string): Awaitable<void> {
    if (text === PING) return this.deliver(PONG);
    const message = decodeClientMessage(text, this.#settings.messageLimits);
    return "fault" in message ? this.#complain(message.fault, message.details) : this.#receive(message);
  }

  #receive({ event, data, to }: ClientMessage): Awaitable<void> {
    const message: Message = { event, data, from: this.id, to };
    return andThen(
      this.#hooks.call("onReceive", () => this.#peer.onReceive(message)),
      (verdict) => {
        if (verdict === message) return this.#forward(message);
        if (verdict === DROP) return this.#dropped(event);
        return this.#forward(this.#checkChanged(verdict));
      },
    );
  }

  #forward(message: ClientMessage): Awaitable<void> {
    if (this.#room === null || this.#ended) return undefined;
    return andThen(this.#room.forward(this.id, message), (result) => {
      if (result === "busy") this.#complain("room_busy", null);
    });
  }

  #forwardOwn(message: Outgoing): void {
    encodeServerMessage(message);
    void this.#actor.run(() => this.#forward(message));
  }

  /** What a hook made of a message must still be one, or the room would have to pay for it. */
  #checkChanged(message: Message): Message {
    try {
      encodeMessage(message);
      return message;
    } catch (cause) {
      throw this.#hooks.failed("onReceive", "returned neither a message that is JSON nor DROP", cause);
    }
  }

  #dropped(event: string): void {
    const { observer } = this.#around;
    if (!observer.active) return;
    observer.emit({ type: "message_dropped", room: this.room, from: this.id, event, by: "onReceive" });
  }

  #complain(code: MessageErrorCode, details: Json): void {
    this.#around.observer.emit({ type: "message_refused", peerId: this.id, room: this.room, code });
    this.deliver(encodeError(code, details, this.id));
  }

  // pressure

  /** Too many messages wait: stop reading until half of them are done. The client's own socket then holds it back. */
  #holdBack(done: PromiseLike<unknown>): void {
    const { maxQueuedMessages } = this.#settings;
    if (!this.#paused && this.#actor.isFull) {
      this.#paused = true;
      this.#socket?.pause();
    }
    void done.then(() => {
      if (!this.#paused || this.#actor.waiting > maxQueuedMessages / 2) return;
      this.#paused = false;
      this.#heardAt = performance.now();
      this.#socket?.resume();
    });
  }

  #isTooSlow(): boolean {
    return this.#socket !== null && this.#socket.bufferedBytes > this.#settings.maxOutboundBytes;
  }

  // the end

  #finish(code: PeerEndCode): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#drainTimer);
    this.#around.heartbeat.delete(this);
    this.#room?.leave(this.id);
    void this.#actor.end(() =>
      andThen(this.#terminate(code), () => {
        this.#terminated = true;
        this.#around.observer.emit({ type: "peer_ended", peerId: this.id, room: this.room, code });
        this.#quietDown();
      }),
    );
  }

  /** A failing `onTerminate` is reported by the hook's call, and changes nothing: the peer is at its end anyway. */
  #terminate(code: PeerEndCode): Awaitable<void> {
    try {
      const done = this.#hooks.call("onTerminate", () => this.#peer.onTerminate(code));
      return isPromise(done) ? done.then(undefined, () => undefined) : undefined;
    } catch {
      return undefined;
    }
  }

  #quietDown(): void {
    if (this.#terminated && this.#socket === null) this.#around.onQuiet(this);
  }
}

const GONE_DETAILS = { room_closed: "normal", room_crashed: "crashed", going_away: null } as const;
