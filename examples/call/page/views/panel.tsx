import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import type { Call } from "../model/call.ts";
import { Composer } from "./composer.tsx";
import { CHAT_BUTTON } from "./controls.tsx";
import { EntryView } from "./entry.tsx";
import { Icon } from "./icon.tsx";

/** What was written and sent, and where to write and send more. */
export function Panel({ call }: { readonly call: Call }): JSX.Element {
  const { timeline } = call;
  const list = useRef<HTMLDivElement>(null);
  const last = useComputed(() => timeline.entries.value.length).value;
  // the newest is at the bottom
  useLayoutEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [last]);
  const close = (): void => {
    timeline.toggle();
    document.getElementById(CHAT_BUTTON)?.focus();
  };
  return (
    <aside class="panel" aria-labelledby="panel-title" onKeyDown={({ key }) => key === "Escape" && close()}>
      <div class="panel-header">
        <h2 id="panel-title">Chat</h2>
        <button type="button" class="round quiet" aria-label="Close chat" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="entries" ref={list} role="log" aria-label="Conversation" tabIndex={0}>
        {last === 0 && (
          <p class="empty">
            Nothing was said yet. What you write is for everybody who is here now, and is kept nowhere.
          </p>
        )}
        {timeline.entries.value.map((entry) => (
          <EntryView key={entry.id} entry={entry} />
        ))}
      </div>
      <Composer call={call} />
    </aside>
  );
}
