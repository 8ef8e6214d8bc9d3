import assert from "node:assert/strict";

import type { ClientMessage, CloseErrorCode, Json, LeftReason, Message, Outgoing, RosterEntry } from "@parlor/protocol";

import { Actor, type ActorOwner, CRASHED, GONE } from "../actor/actor.ts";
import { andThen, type Awaitable, isPromise } from "../actor/awaitable.ts";
import { Hooks } from "../actor/hooks.ts";
import type { RoomEndCode } from "../observe/events.ts";
import type { Observer } from "../observe/observer.ts";
import type { JoinData } from "./application.ts";
import { Doorkeeper } from "./doorkeeper.ts";
import type { Emptiable, EmptyRooms } from "./empty-rooms.ts";
import { FanOut } from "./fan-out.ts";
import { forwardedMessage, frameTextOf } from "./forwarded-message.ts";
import { BANNED, BUSY, FAILED, type GoneCode, JOINED, type JoinResult, LEFT, refusedByHook } from "./join-result.ts";
import type { Member } from "./member.ts";
import type { Reach } from "./reach.ts";
import { RelayedMessage } from "./relayed-message.ts";
import type { Removal } from "./removal.ts";
import type { RoomListener, RoomSurroundings } from "./room-listener.ts";
import type { ForwardResult, RoomRef } from "./room-ref.ts";
import type { RoomSettings, RoomSpec } from "./room-spec.ts";
import { bindRoom, Room, type RoomControl } from "./room.ts";
import { Roster } from "./roster.ts";
import { encodeServerMessage } from "./server-message.ts";
import { ShownMessage } from "./shown-message.ts";
import { DROP, isAccept, isRefusal } from "./verdict.ts";

/** Runs one room: everything that happens to it is a job in its mailbox. */
export class RoomActor implements RoomRef, RoomControl, ActorOwner, Emptiable {
  readonly name: string;
  readonly #spec: RoomSpec;
  readonly #observer: Observer;
  readonly #listener: RoomListener;
  readonly #hooks: Hooks;
  readonly #actor: Actor;
  readonly #roster = new Roster();
  /** Who has been replaced: out of the roster, and nobody has been told yet. */
  readonly #replaced = new Set<string>();
  readonly #fanOut: FanOut;
  readonly #doorkeeper: Doorkeeper;
  readonly #emptyRooms: EmptyRooms;
  #room: Room | null = null;
  #gone: GoneCode = "room_closed";

  constructor(spec: RoomSpec, settings: RoomSettings, { observer, bans, emptyRooms, listener }: RoomSurroundings) {
    this.name = spec.name;
    this.#spec = spec;
    this.#observer = observer;
    this.#listener = listener;
    this.#emptyRooms = emptyRooms;
    this.#fanOut = new FanOut(spec.name, this.#roster, observer);
    const premises = { room: spec.name, members: this.#roster, bans, observer };
    this.#doorkeeper = new Doorkeeper(premises, spec.duplicates ?? "allow");
    this.#hooks = new Hooks(observer, { room: spec.name, peerId: null }, settings.hookTimeoutMs);
    this.#actor = new Actor(settings.maxRoomJobs, this);
  }

  // a life: start, joins, messages, leaves, the end

  /** Makes the room and runs `onInit`; jobs that come meanwhile wait. Called once. */
  start(): void {
    void this.#actor.run(() => {
      this.#room = this.#make();
      return andThen(
        this.#call("onInit", (room) => room.onInit(this.#spec.options)),
        () => {
          this.#observer.emit({ type: "room_started", room: this.name });
          this.#emptyRooms.add(this, this.#spec.emptyMs);
          this.#listener.started();
        },
      );
    });
  }

  join(member: Member, auth: JoinData): Awaitable<JoinResult> {
    if (this.#actor.isFull) return BUSY;
    return andThen(
      this.#actor.run(() => this.#admit(member, auth)),
      (result): JoinResult => {
        if (result === CRASHED) return FAILED;
        return result === GONE ? { type: "gone", code: this.#gone } : result;
      },
    );
  }

  forward(message: RelayedMessage, reach: Reach | null): Awaitable<ForwardResult> {
    if (this.#actor.isFull) return "busy";
    const done = this.#actor.runWith(this.#passWithin, message, reach);
    return isPromise(done) ? done.then(() => "taken" as const) : "taken";
  }

  say(message: ClientMessage): Awaitable<boolean> {
    const { event, data, to } = message;
    return andThen(
      this.#actor.run(() => this.#pass(new RelayedMessage({ event, data, from: null, to }))),
      (result) => result !== GONE && result !== CRASHED,
    );
  }

  leave(peerId: string, reason: LeftReason): void {
    void this.#actor.run(() => {
      if (this.#replaced.delete(peerId)) return this.#announceLeft(peerId, "replaced");
      return this.#takeOut(peerId, reason) === null ? undefined : this.#announceLeft(peerId, reason);
    });
  }

  members(): Awaitable<readonly RosterEntry[] | null> {
    return andThen(
      this.#actor.run(() => this.#roster.entries()),
      (result) => (Array.isArray(result) ? result : null),
    );
  }

  remove(peerId: string, removal: Removal): Awaitable<boolean> {
    return andThen(
      this.#actor.run(() => this.expel(peerId, removal)),
      (result) => result === true,
    );
  }

  stop(code: Exclude<RoomEndCode, "crashed"> = "stopped"): Awaitable<void> {
    this.#listener.stopping(code);
    return andThen(
      this.#actor.run(() => this.#end(code)),
      () => undefined,
    );
  }

  // jobs

  #make(): Room {
    const room = this.#hooks.construct(() => new this.#spec.room());
    bindRoom(room, this);
    return room;
  }

  #call<T>(hook: string, run: (room: Room) => Awaitable<T>): Awaitable<T> {
    const room = this.#room;
    assert(room !== null, "a room is made before anything else happens to it");
    return this.#hooks.call(hook, () => run(room));
  }

  #admit(member: Member, auth: JoinData): Awaitable<JoinResult> {
    // whoever has given up waiting need not be judged, nor be announced
    if (member.isGone) return LEFT;
    const formerSelves = this.#doorkeeper.judge(member);
    if (typeof formerSelves === "string") return { type: "refused", code: formerSelves, reason: null };
    return andThen(
      this.#call("onJoin", (room) => room.onJoin(auth)),
      (verdict): Awaitable<JoinResult> => {
        if (!isRefusal(verdict) && !isAccept(verdict)) {
          throw this.#hooks.failed("onJoin", `returned ${typeof verdict}: return accept() or refuse(reason)`);
        }
        const isComingIn = isAccept(verdict) && !this.#doorkeeper.isBanned(member);
        if (isComingIn) for (const { id } of formerSelves) this.replace(id);
        this.#doorkeeper.judged();
        return andThen(this.#announceReplaced(), (): Awaitable<JoinResult> => {
          if (isRefusal(verdict)) return refusedByHook(verdict);
          // it may have been banned since: a hook that takes its time opens no door
          return this.#doorkeeper.isBanned(member) ? BANNED : this.#welcome(member);
        });
      },
    );
  }

  #welcome(member: Member): Awaitable<JoinResult> {
    const { id, metadata } = member;
    const rosterText = this.#roster.entriesText();
    this.#emptyRooms.delete(this, this.#spec.emptyMs);
    this.#roster.add(member);
    this.#observer.emit({ type: "peer_joined", peerId: id, room: this.name });
    member.welcome(rosterText);
    const joined = { event: "joined", data: { peer_id: id, metadata }, from: id, to: "all" } as const;
    const written = { event: '"joined"', data: member.entryText, to: '"all"' };
    return andThen(this.#pass(new RelayedMessage(joined, written)), () => JOINED);
  }

  /** Takes a member out and gives it back, or `null` if there was none. Nobody has been told yet. */
  #takeOut(peerId: string, reason: LeftReason): Member | null {
    const member = this.#roster.take(peerId);
    if (member === null) return null;
    this.#observer.emit({ type: "peer_left", peerId, room: this.name, reason });
    if (this.#roster.size === 0) this.#emptyRooms.add(this, this.#spec.emptyMs);
    return member;
  }

  #announceLeft(peerId: string, reason: LeftReason): Awaitable<void> {
    return andThen(
      this.#call("onLeave", (room) => room.onLeave(peerId)),
      () => this.#pass(new RelayedMessage({ event: "left", data: { peer_id: peerId, reason }, from: null, to: "all" })),
    );
  }

  /** Who has been replaced is gone before a newcomer is there: it would hear `left` of somebody it never knew. */
  #announceReplaced(): Awaitable<void> {
    const [peerId] = this.#replaced;
    if (peerId === undefined) return undefined;
    this.#replaced.delete(peerId);
    return andThen(this.#announceLeft(peerId, "replaced"), () => this.#announceReplaced());
  }

  /** A client's message: what of it is within its reach. */
  readonly #passWithin = (message: RelayedMessage, reach: Reach | null): Awaitable<void> => {
    const allowed = reach === null ? message : this.#fanOut.within(reach, message);
    return allowed === null ? undefined : this.#pass(allowed);
  };

  /** Every message of the room goes this way: past `onForward`, then to its addressees. */
  #pass(message: RelayedMessage): Awaitable<void> {
    if (this.#isOfReplaced(message)) return this.#dropped(message, "replace");
    // nobody wants to see it
    if (this.#room?.onForward === Room.prototype.onForward) return this.#deliver(message);
    const shown = new ShownMessage(message);
    return andThen(
      this.#call("onForward", (room) => room.onForward(shown)),
      (verdict) => {
        if (verdict === DROP) return this.#dropped(message, "onForward");
        if (this.#isOfReplaced(message)) return this.#dropped(message, "replace");
        return this.#deliver(forwardedMessage(verdict, shown, this.#hooks));
      },
    );
  }

  #deliver(message: RelayedMessage): void {
    this.#fanOut.deliver(message, frameTextOf(message, this.#hooks));
  }

  /** Whoever else is out of the roster has left, after all that it said. */
  #isOfReplaced({ from, event }: Message): boolean {
    return from !== null && event !== "joined" && this.#roster.get(from) === undefined;
  }

  #dropped({ from, event }: Message, by: "onForward" | "replace"): void {
    if (!this.#observer.active) return;
    this.#observer.emit({ type: "message_dropped", room: this.name, from, event, by });
  }

  // what the room's own code does to it, within a hook

  entries(): RosterEntry[] {
    return this.#roster.entries();
  }

  keepOut(identity: string, forMs: number): void {
    this.#doorkeeper.keepOut(identity, forMs);
  }

  send(message: Outgoing): void {
    this.#fanOut.deliver({ ...message, from: null }, encodeServerMessage(message));
  }

  expel(peerId: string, removal: Removal): boolean {
    const member = this.#roster.get(peerId);
    if (member === undefined) return false;
    this.#doorkeeper.expel(member, removal);
    return true;
  }

  replace(peerId: string): boolean {
    const member = this.#takeOut(peerId, "replaced");
    if (member === null) return false;
    this.#replaced.add(peerId);
    this.#doorkeeper.handDown(member);
    // its peer leaves, and whoever has not been told by then is told then
    member.end("replaced", null);
    return true;
  }

  // the end

  endIfEmpty(): void {
    void this.#actor.run(() => (this.#roster.size === 0 ? this.#end("empty") : undefined));
  }

  #end(code: Exclude<RoomEndCode, "crashed">): Awaitable<void> {
    if (code === "going_away") this.#gone = "going_away";
    this.#closeMembers(this.#gone, this.#gone === "going_away" ? null : "normal");
    const finish = this.#terminate(code);
    void this.#actor.end();
    return andThen(finish, () => {
      this.#observer.emit({ type: "room_stopped", room: this.name, code });
      this.#listener.ended();
    });
  }

  crashed(error: unknown): Awaitable<void> {
    this.#gone = "room_crashed";
    this.#observer.emit({ type: "room_crashed", room: this.name, error });
    this.#closeMembers("room_crashed", "crashed");
    return andThen(this.#terminate("crashed"), () => this.#listener.crashed(error));
  }

  #closeMembers(code: CloseErrorCode, details: Json): void {
    this.#emptyRooms.delete(this, this.#spec.emptyMs);
    for (const member of this.#roster.clear()) {
      this.#observer.emit({ type: "peer_left", peerId: member.id, room: this.name, reason: "removed" });
      member.end(code, details);
    }
  }

  #terminate(code: RoomEndCode): Awaitable<void> {
    const room = this.#room;
    if (room !== null) return this.#hooks.callLast("onTerminate", () => room.onTerminate(code));
    return undefined;
  }
}
