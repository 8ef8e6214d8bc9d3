import type { JSX } from "preact";

import type { Call } from "../model/call.ts";
import { EntryView } from "./entry.tsx";

/** Files that wait for an answer while the panel that lists them is closed: it opens when one is accepted. */
export function Offers({ call }: { readonly call: Call }): JSX.Element | null {
  const { entries, isOpen } = call.timeline;
  if (isOpen.value) return null;
  const waiting = entries.value.filter(
    (entry) => entry.kind === "incoming" && entry.offer.progress.value.state === "waiting",
  );
  return (
    <div class="offers">
      {waiting.slice(-3).map((entry) => (
        <EntryView key={entry.id} entry={entry} onAccept={() => call.timeline.open()} />
      ))}
    </div>
  );
}
