import type { Room } from "@parlor/client";

import { type CallEvents, EVENTS, LONGEST_TEXT } from "../../src/events.ts";
import type { Member } from "../../src/member.ts";
import { announce } from "./announcer.ts";
import type { Timeline } from "./timeline.ts";

/** What people write to each other: it goes through the server, to everybody who is there. */
export class Chat {
  readonly #room: Room<CallEvents, Member>;
  readonly #timeline: Timeline;

  constructor(room: Room<CallEvents, Member>, timeline: Timeline, nameOf: (peerId: string) => string) {
    this.#room = room;
    this.#timeline = timeline;
    room.on("chat", ({ data, from }) => {
      // what others send is only their word, whatever the types say
      if (from === null || !EVENTS.chat(data)) return;
      const name = nameOf(from);
      timeline.add(name, { kind: "text", text: data.text });
      announce(`${name} writes: ${data.text}`);
    });
  }

  /** Says something to all. The connection must be open. */
  say(text: string): void {
    const cut = text.trim().slice(0, LONGEST_TEXT);
    if (cut === "") return;
    this.#room.send("chat", { text: cut });
    this.#timeline.add(null, { kind: "text", text: cut });
  }
}
