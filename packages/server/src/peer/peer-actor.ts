import {
  type CloseErrorCode,
  encodeError,
  encodeMessage,
  type Json,
  type MessageErrorCode,
  type Outgoing,
} from "@parlor/protocol";

import { Actor, type ActorOwner } from "../actor/actor.ts";
import { andThen, type Awaitable, isPromise } from "../actor/awaitable.ts";
import type { Hooks } from "../actor/hooks.ts";
import type { PeerEndCode, PeerRefusalCode } from "../observe/events.ts";
import { Frame } from "../room/frame.ts";
import { asJson } from "../room/json.ts";
import type { Member } from "../room/member.ts";
import type { Reach } from "../room/reach.ts";
import { RelayedMessage } from "../room/relayed-message.ts";
import type { Removal } from "../room/removal.ts";
import type { ForwardResult, RoomRef } from "../room/room-ref.ts";
import { encodeServerMessage } from "../room/server-message.ts";
import type { AdmittedPeer, PeerSurroundings } from "./admitted-peer.ts";
import { comeBack } from "./come-back.ts";
import type { Beating } from "./heartbeat.ts";
import { IceLease } from "./ice-lease.ts";
import type { IceServerSource } from "./ice-servers.ts";
import { Intake } from "./intake.ts";
import { join } from "./joining.ts";
import { endOfSocket, leftReason } from "./left-reason.ts";
import { Outbox } from "./outbox.ts";
import type { PeerSettings } from "./peer-settings.ts";
import { PeerToken, type TokenHolder } from "./peer-token.ts";
import { bindPeer, type Peer, type PeerControl } from "./peer.ts";
import { type Reader, Reading } from "./reading.ts";
import type { Socket, SocketListener } from "./socket.ts";
import { encodeWelcome } from "./welcome.ts";

/** Runs one peer, from its admission to its end: what its socket brings and what its room sends, in order. */
export class PeerActor implements Member, SocketListener, Beating, PeerControl, Reader, TokenHolder, ActorOwner {
  readonly id: string;
  readonly metadata: Json;
  readonly identity: string | null;
  readonly token: PeerToken;
  readonly #peer: Peer;
  readonly #hooks: Hooks;
  readonly #settings: PeerSettings;
  readonly #around: PeerSurroundings;
  readonly #actor: Actor;
  readonly #intake: Intake;
  readonly #outbox: Outbox;
  readonly #ice: IceLease | null;
  readonly #reading: Reading;
  #room: RoomRef | null = null;
  #lastWord: [CloseErrorCode, Json] | null = null;
  /** Why it has ended, once it has. */
  #endCode: PeerEndCode | null = null;
  #terminated = false;
  #lastReads: NodeJS.Timeout | undefined;

  constructor(admitted: AdmittedPeer, around: PeerSurroundings) {
    const { auth, peer, hooks, settings } = admitted;
    this.id = auth.peerId;
    this.metadata = auth.metadata;
    this.identity = auth.identity;
    this.#peer = peer;
    this.#hooks = hooks;
    this.#settings = settings;
    this.#around = around;
    this.#actor = new Actor(settings.maxQueuedMessages, this);
    this.#intake = new Intake(settings, this.#actor);
    this.#outbox = new Outbox(auth.peerId, settings.maxOutboundBytes);
    this.#ice = settings.iceServers && this.#leaseOf(settings.iceServers);
    this.token = new PeerToken(admitted, this);
    this.#reading = new Reading(admitted, this);
    bindPeer(peer, this);
  }

  get room(): string {
    return this.token.auth.room;
  }

  /** Whether there is anybody to tell anything: it has not ended, and its socket is open. */
  get isGone(): boolean {
    return this.ended || !this.#outbox.isOpen;
  }

  /** Whether it has ended; its socket and its `onTerminate` may still be on their way. */
  get ended(): boolean {
    return this.#endCode !== null;
  }

  // a life: the socket opens, the room is joined, frames come and go, the end

  /** The 101 has been sent. Frames that come from now on wait until the room has decided. */
  open(socket: Socket, room: RoomRef): void {
    this.#outbox.open(socket);
    // it was ended while its 101 was on the way
    if (this.#lastWord !== null) return this.#outbox.close(...this.#lastWord);
    this.#intake.open(socket);
    this.#around.heartbeat.add(this);
    this.#around.observer.emit({ type: "peer_accepted", peerId: this.id, room: room.name });
    void this.#actor.run(() => this.#join(room));
  }

  /** The client went away before its 101 could be sent, or was refused after `onInit` had accepted it. */
  abandon(code: PeerEndCode): void {
    this.#finish(code);
  }

  receive(text: string, bytes: number): void {
    if (this.ended) return;
    const allowance = this.#intake.count(bytes);
    if (allowance === "close") return this.end("rate_limited");
    const done = this.#actor.runWith(allowance === "take" ? PeerActor.#read : PeerActor.#complainOfRate, this, text);
    if (isPromise(done)) this.#intake.holdBack(done);
  }

  receiveBinary(): void {
    this.end("binary_frame");
  }

  heard(): void {
    this.#intake.heard();
  }

  pinged(): boolean {
    if (this.ended) return false;
    const allowance = this.#intake.count(PING_BYTES);
    if (allowance === "close") this.end("rate_limited");
    return allowance === "take" && !this.ended && !this.#outbox.isOverfull;
  }

  beat(now: number, isLate: boolean): void {
    this.token.look();
    if (!isLate && this.#intake.isSilent(now)) this.end("timed_out");
    else this.#outbox.ping();
  }

  expired(): void {
    this.end("token_expired");
  }

  get entryText(): string {
    const metadata = this.metadata === null ? "null" : JSON.stringify(this.metadata);
    return `{"peer_id":"${this.id}","metadata":${metadata}}`;
  }

  welcome(rosterText: string): void {
    if (this.ended) return;
    const token = this.token.auth.expiresAt === null ? null : this.token.left();
    const ice = this.#ice === null ? null : this.#ice.handOver();
    this.deliver(new Frame(encodeWelcome({ peerId: this.id, room: this.room, rosterText, token, ice })));
  }

  deliver(frame: Frame): void {
    if (this.ended) return;
    // what waits already counts, not this frame: a roster may be longer than a bound that is meant for a backlog
    if (this.#outbox.isOverfull) this.end("too_slow");
    else this.#outbox.send(frame);
  }

  /** Sends a message of the server's own. Throws a TypeError as `encodeServerMessage` does. */
  send(event: string, data: unknown): boolean {
    const frame = new Frame(encodeServerMessage({ event, data, to: [this.id] }));
    if (this.#room === null || this.ended) return false;
    this.deliver(frame);
    return true;
  }

  broken(code: "invalid_frame" | "invalid_text" | "frame_too_big"): void {
    this.#finish(code);
  }

  /** The client's own end: what it sent before is still read, within the time a hook may take. */
  closed(closeCode: number): void {
    this.#outbox.gone();
    this.#intake.gone();
    if (!this.ended) {
      const code = endOfSocket(closeCode);
      const done = this.#actor.run(() => this.#finish(code));
      const { hookTimeoutMs } = this.#settings;
      const isBounded = Number.isFinite(hookTimeoutMs);
      if (isPromise(done) && isBounded) this.#lastReads = setTimeout(() => this.#finish(code), hookTimeoutMs);
    }
    this.#quietDown();
  }

  end(code: CloseErrorCode, details: Json = null): void {
    if (this.ended) return;
    const told = code === "going_away" ? comeBack(this.#settings.retryWindowMs) : asJson(details);
    if (!this.#outbox.isOpen) this.#lastWord = [code, told];
    this.#finish(code);
    this.#outbox.close(code, told);
  }

  /** Ends it because its own code says so. If its client was quicker, it can still be kept out from now on. */
  stop(removal: Removal): void {
    this.#around.stop(this, removal);
  }

  /** A hook failed. */
  crashed(): void {
    this.end("internal");
  }

  // jobs

  // not closures: one for each message would cost more than what it does
  static readonly #read = (self: PeerActor, text: string): Awaitable<void> => self.#reading.read(text);

  static readonly #complainOfRate = (self: PeerActor): void => self.complain("rate_limited", null);

  /** ICE servers come before the room: it waits for no peer, and with its yes goes the frame that holds them. */
  #join(room: RoomRef): Awaitable<void> {
    return andThen(this.#ice?.obtain(), () =>
      andThen(join(room, this, this.token.auth, this.#around.registry), (result) => {
        if (result.type === "joined") this.#enter(result.room);
        else if (result.type === "failed") this.end(result.code, result.details);
        else if (result.type === "refused") this.#refused(result.code, result.details);
      }),
    );
  }

  #leaseOf(source: IceServerSource): IceLease {
    const peer = { auth: () => this.token.auth, hooks: this.#hooks };
    return new IceLease(source, peer, (data) => this.#tell("ice_servers", data));
  }

  /** Sends one of the protocol's own messages. */
  #tell(event: "ice_servers" | "token_accepted", data: unknown): void {
    this.deliver(new Frame(encodeMessage({ data, event, from: null, to: [this.id] })));
  }

  #enter(room: RoomRef): void {
    this.#room = room;
    // it was ended while it was being judged
    if (this.#endCode !== null) room.leave(this.id, leftReason(this.#endCode));
  }

  #refused(code: PeerRefusalCode & CloseErrorCode, details: Json): void {
    this.#around.observer.emit({ type: "peer_refused", peerId: this.id, room: this.room, code, details });
    this.end(code, details);
  }

  /** Asks `onToken`, in its turn among the client's messages. */
  authenticate(data: unknown): Awaitable<void> {
    return andThen(this.token.renew(data), (refused) => {
      if (this.ended) return;
      if (refused !== null) return this.complain(refused.code, refused.details);
      this.#around.observer.emit({ type: "peer_renewed", peerId: this.id, room: this.room });
      this.#tell("token_accepted", this.token.left());
      this.#ice?.renew();
    });
  }

  pass(message: RelayedMessage): Awaitable<void> {
    return this.#forward(message, this.token.reach);
  }

  #forward(message: RelayedMessage, reach: Reach | null): Awaitable<void> {
    if (this.#room === null || this.ended) return undefined;
    const result = this.#room.forward(message, reach);
    return isPromise(result) ? result.then((late) => this.#forwarded(late)) : this.#forwarded(result);
  }

  #forwarded(result: ForwardResult): void {
    if (result === "busy") this.complain("room_busy", null);
  }

  /** Forwards a message of the server's own code: no token limits that. Throws a TypeError as `encodeServerMessage` does. */
  forward(message: Outgoing): void {
    encodeServerMessage(message);
    const { event, data, to } = message;
    const done = this.#actor.run(() => this.#forward(new RelayedMessage({ event, data, from: this.id, to }), null));
    if (isPromise(done)) this.#intake.holdBack(done);
  }

  dropped(event: string): void {
    const { observer } = this.#around;
    if (!observer.active) return;
    observer.emit({ type: "message_dropped", room: this.room, from: this.id, event, by: "onReceive" });
  }

  complain(code: MessageErrorCode, details: Json): void {
    this.#around.observer.emit({ type: "message_refused", peerId: this.id, room: this.room, code });
    this.deliver(new Frame(encodeError(code, details, this.id)));
  }

  // the end

  #finish(code: PeerEndCode): void {
    if (this.ended) return;
    this.#endCode = code;
    clearTimeout(this.#lastReads);
    this.token.end();
    this.#ice?.end();
    this.#around.heartbeat.delete(this);
    this.#room?.leave(this.id, leftReason(code));
    void this.#actor.end(() =>
      andThen(
        this.#hooks.callLast("onTerminate", () => this.#peer.onTerminate(code)),
        () => {
          this.#terminated = true;
          this.#around.observer.emit({ type: "peer_ended", peerId: this.id, room: this.room, code });
          this.#quietDown();
        },
      ),
    );
  }

  #quietDown(): void {
    if (this.#terminated && !this.#outbox.isOpen) this.#around.onQuiet(this);
  }
}

/** What a ping costs its sender: the frame, and the pong. */
const PING_BYTES = 12;
