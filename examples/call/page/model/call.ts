import { type ConnectionState, createMesh, createQualityMonitor, createRoom, type Json } from "@parlor/client";
import { computed, effect, signal } from "@preact/signals";

import type { CallEvents } from "../../src/events.ts";
import type { Member } from "../../src/member.ts";
import { announce } from "./announcer.ts";
import { Chat } from "./chat.ts";
import type { Door } from "./door.ts";
import type { Ending } from "./ending.ts";
import { FileSharing } from "./file-sharing.ts";
import type { Media } from "./media.ts";
import { Person } from "./person.ts";
import { ScreenShare } from "./screen-share.ts";
import { Speaker } from "./speaker.ts";
import { Timeline } from "./timeline.ts";

/** What a call begins with. */
export interface CallOptions {
  readonly door: Door;
  readonly name: string;
  readonly media: Media;
  /** Called once, when it is over for good. */
  readonly onEnd: (ending: Ending) => void;
}

/** A call from joining to leaving, as signals: the SDK's connection, room and mesh, put together. */
export class Call {
  readonly name: string;
  readonly media: Media;
  readonly state = signal<ConnectionState>({ name: "connecting", attempt: 0 });
  /** Everybody else, in the order in which they came. */
  readonly people = signal<readonly Person[]>([]);
  readonly isAlone = computed(() => this.state.value.name === "open" && this.people.value.length === 0);
  readonly timeline = new Timeline();
  readonly chat;
  readonly files;
  readonly screenShare;
  readonly speaker;
  readonly #connection;
  readonly #room;
  readonly #mesh;
  readonly #monitor;
  readonly #onEnd: (ending: Ending) => void;
  readonly #over = new AbortController();
  /** Who was there before: they do not join. */
  readonly #first = new Set<string>();

  constructor({ door, name, media, onEnd }: CallOptions) {
    this.name = name;
    this.media = media;
    this.#onEnd = onEnd;
    // all three in one turn, so that they miss nothing
    this.#connection = door.connect(name);
    this.#room = createRoom<CallEvents, Member>(this.#connection, { readMetadata: readMember });
    this.#mesh = createMesh(this.#connection);
    this.#monitor = createQualityMonitor(this.#mesh);

    this.chat = new Chat(this.#room, this.timeline, (peerId) => this.#nameOf(peerId));
    this.files = new FileSharing(this.#mesh, this.people, this.timeline);
    this.screenShare = new ScreenShare(this.#mesh);
    this.speaker = new Speaker(this.people, media);
    this.#followPeople();
    this.#tellOthers();
    this.#connection.onState((state) => this.#follow(state));
    // else the others would see a ghost until the server notices
    addEventListener("pagehide", () => this.leave(), { signal: this.#over.signal });
  }

  /** Goes for good; `onEnd` is called. */
  leave(): void {
    void this.#connection.close();
  }

  /** One person for each link, for as long as the link lasts. */
  #followPeople(): void {
    this.#room.onMembers(({ initial, joined }) => {
      for (const { peerId } of joined) if (initial) this.#first.add(peerId);
    });
    this.#mesh.on("link", ({ peerId, link }) => {
      const person = new Person(link);
      this.#update(person);
      const isFirst = this.#first.has(peerId);
      announce(`${person.name.value} ${this.#replace(person) ? "is back" : isFirst ? "is here" : "has joined"}.`);
    });
    this.#mesh.on("gone", ({ link }) => {
      const gone = this.people.value.find((person) => person.link === link);
      this.people.value = this.people.value.filter((person) => person !== gone);
      // at the end of a call all links go, but it is not the others who have left
      if (gone !== undefined && this.#connection.state.name !== "closed") announce(`${gone.name.value} has left.`);
    });
    for (const event of ["stream", "peer_state", "state", "peer"] as const) {
      this.#mesh.on(event, ({ link }) => {
        for (const person of this.people.value) if (person.link === link) this.#update(person);
      });
    }
    this.#monitor.on("quality", ({ link, quality }) => {
      for (const person of this.people.value) if (person.link === link) person.quality.value = quality;
    });
    this.#mesh.on("error", (error) => console.warn(error));
  }

  /** Shows somebody, and whether it is in the place of a tab that has crashed and is back: its former link is of no use. */
  #replace(person: Person): boolean {
    const people = this.people.value;
    const place = people.findIndex(({ link, tab }) => link.isMissing && tab !== "" && tab === person.tab);
    this.people.value = place === -1 ? [...people, person] : people.with(place, person);
    return place !== -1;
  }

  /** Sends camera and microphone, and says what of them is on. */
  #tellOthers(): void {
    const { stream, tracks, isHeard, isSeen } = this.media;
    const stopSending = effect(() => {
      // the stream is always the same: its tracks are what is followed
      if (tracks.value) this.#mesh.setStream(stream);
    });
    const stopTelling = effect(() => {
      const screen = this.screenShare.isOn.value;
      this.#mesh.setState({ audio: isHeard.value, video: isSeen.value, screen, name: this.name || null });
    });
    for (const stop of [stopSending, stopTelling]) this.#over.signal.addEventListener("abort", stop);
  }

  #follow(state: ConnectionState): void {
    const before = this.state.value;
    this.state.value = state;
    if (state.name === "open") {
      const isFirst = before.name === "connecting" && before.attempt === 0;
      announce(isFirst ? "You are in the call." : "The connection to the server is back.");
    }
    if (state.name === "waiting" && before.name === "open") {
      announce("The connection to the server is lost. Trying again.");
    }
    if (state.name === "closed") this.#end(state.error ?? "left");
  }

  #end(ending: Ending): void {
    announce("");
    this.#over.abort();
    this.screenShare.stop();
    this.speaker.close();
    this.files.close();
    this.#monitor.close();
    this.#mesh.close();
    this.#room.close();
    this.#onEnd(ending);
  }

  #update(person: Person): void {
    person.update(this.#room.members.get(person.link.peerId));
  }

  #nameOf(peerId: string): string {
    const person = this.people.value.find(({ link }) => link.peerId === peerId);
    return person?.name.value ?? (this.#room.members.get(peerId)?.name || "Guest");
  }
}

/** The server has made the metadata, but the server may be of another version. */
function readMember(metadata: Json): Member {
  const { name, tab } = typeof metadata === "object" && metadata !== null ? Object(metadata) : {};
  return { name: typeof name === "string" ? name : "", tab: typeof tab === "string" ? tab : "" };
}
