import type { Link, LinkQuality, PeerState } from "@parlor/client";
import { batch, computed, signal } from "@preact/signals";

import type { Member } from "../../src/member.ts";

let lastKey = 0;

/** Somebody else in the call, as signals: what their link says, told again whenever it changes. */
export class Person {
  /** Lasts as long as the link does; peer ids change when somebody comes back. */
  readonly key: number;
  readonly link: Link;
  readonly camera = signal<MediaStream | null>(null);
  readonly screen = signal<MediaStream | null>(null);
  readonly quality = signal<LinkQuality | null>(null);
  readonly #said = signal<PeerState | null>(null);
  readonly #joinedAs = signal("");
  #tab = "";
  /** How many tracks the camera's stream has. */
  readonly tracks = signal(0);
  readonly #sendsVideo = signal(false);
  readonly #state = signal<RTCPeerConnectionState>("new");
  readonly #wasConnected = signal(false);

  /** What the server says counts more than what they say themselves: it may know who they are. */
  readonly name = computed(() => this.#joinedAs.value || this.#said.value?.name || "Guest");
  /** A client that says nothing about itself is taken to mean what it sends. */
  readonly isMuted = computed(() => this.#said.value?.audio === false);
  readonly isSeen = computed(() => this.#sendsVideo.value && this.#said.value?.video !== false);
  /** What is the matter with the connection to them, or `null` if nothing is. */
  readonly trouble = computed(() => {
    if (this.#state.value === "connected") return null;
    return this.#wasConnected.value ? "lost" : "connecting";
  });

  constructor(link: Link) {
    lastKey += 1;
    this.key = lastKey;
    this.link = link;
  }

  /** The same as that of somebody else if both are one tab, which was lost and is back; `""` if that is not known. */
  get tab(): string {
    return this.#tab;
  }

  /** Takes over what the link says now, and the server as long as they are in the room. */
  update(member: Member | null | undefined): void {
    const { link } = this;
    this.#tab ||= member?.tab ?? "";
    batch(() => {
      if (member) this.#joinedAs.value = member.name;
      this.#said.value = link.peerState;
      this.camera.value = link.stream;
      this.screen.value = link.streams.get("screen") ?? null;
      this.tracks.value = link.stream?.getTracks().length ?? 0;
      this.#sendsVideo.value = (link.stream?.getVideoTracks().length ?? 0) > 0;
      this.#state.value = link.state;
      if (link.state === "connected") this.#wasConnected.value = true;
    });
  }
}
