import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { LONGEST_TEXT } from "../../src/events.ts";
import type { Call } from "../model/call.ts";
import { Icon } from "./icon.tsx";

/** Where to write, and to choose files. Enter sends, with Shift it begins a new line. */
export function Composer({ call }: { readonly call: Call }): JSX.Element {
  const text = useSignal("");
  const field = useRef<HTMLTextAreaElement>(null);
  const isOpen = call.state.value.name === "open";
  // at once: whoever has pressed a key to come here may be typing already
  useLayoutEffect(() => field.current?.focus(), []);
  const send = (): void => {
    if (!isOpen || text.value.trim() === "") return;
    call.chat.say(text.value);
    text.value = "";
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <AttachButton isUseful={call.people.value.length > 0} send={(files) => call.files.send(files)} />
      <textarea
        ref={field}
        rows={1}
        value={text}
        maxLength={LONGEST_TEXT}
        aria-label="Message"
        placeholder={isOpen ? "Message to everybody" : "No connection to the server"}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
        onKeyDown={(event) => {
          // Enter may also end the choice of a character, in Japanese for one
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="round primary" aria-label="Send" disabled={!isOpen}>
        <Icon name="send" />
      </button>
    </form>
  );
}

interface AttachButtonProps {
  /** Whether there is anybody to send to. */
  readonly isUseful: boolean;
  readonly send: (files: readonly File[]) => void;
}

function AttachButton({ isUseful, send }: AttachButtonProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          send([...(currentTarget.files ?? [])]);
          // else the same file could not be chosen once more
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="round quiet"
        aria-label="Send files"
        title="Send files"
        disabled={!isUseful}
        onClick={() => input.current?.click()}
      >
        <Icon name="attach" />
      </button>
    </>
  );
}
