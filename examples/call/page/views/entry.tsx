import type { JSX } from "preact";

import type { Entry } from "../model/timeline.ts";
import { IncomingCard, OutgoingCard } from "./file-cards.tsx";

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

interface EntryProps {
  readonly entry: Entry;
  /** Called when a file is accepted. */
  readonly onAccept?: () => void;
}

/** What somebody has written or wants to send. Text stays text: nothing in it is ever taken for a part of the page. */
export function EntryView({ entry, onAccept }: EntryProps): JSX.Element {
  const { from, at } = entry;
  return (
    <article class={from === null ? "entry own" : "entry"}>
      <p class="entry-head">
        <strong>{from ?? "You"}</strong>
        <time dateTime={at.toISOString()}>{TIME.format(at)}</time>
      </p>
      {entry.kind === "text" && <p class="bubble">{withLinks(entry.text)}</p>}
      {entry.kind === "incoming" && <IncomingCard offer={entry.offer} onAccept={onAccept} />}
      {entry.kind === "outgoing" && <OutgoingCard file={entry.file} />}
    </article>
  );
}

const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?')\]])/u;

/** Makes web addresses clickable; others, such as `javascript:`, are text like all the rest. */
function withLinks(text: string): (string | JSX.Element)[] {
  return text.split(LINK).map((part, index) =>
    // a split by a group puts what has matched at the odd places
    index % 2 === 0 ? (
      part
    ) : (
      <a key={index} href={part} target="_blank" rel="noopener noreferrer nofollow">
        {part}
      </a>
    ),
  );
}
