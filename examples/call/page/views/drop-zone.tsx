import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

import type { Call } from "../model/call.ts";
import { Icon } from "./icon.tsx";

/** Takes files that are dropped anywhere on the page, and says so while they hang over it. */
export function DropZone({ call }: { readonly call: Call }): JSX.Element | null {
  const isOver = useSignal(false);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const listen = (name: "dragover" | "dragleave" | "drop", listener: (event: DragEvent) => void): void => {
      addEventListener(name, listener, { signal });
    };
    listen("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      // else the browser would leave the call and open the file
      event.preventDefault();
      isOver.value = true;
    });
    // out of the window: within the page, an element is entered before another is left
    listen("dragleave", ({ relatedTarget }) => (isOver.value &&= relatedTarget !== null));
    listen("drop", (event) => {
      // a text that is dragged into the message is none of this
      if (!isOver.value) return;
      event.preventDefault();
      isOver.value = false;
      call.files.send(event.dataTransfer?.files ?? []);
    });
    return () => end.abort();
  }, [call, isOver]);
  if (!isOver.value) return null;
  return (
    <div class="drop">
      <Icon name="file" />
      {call.people.value.length === 0 ? "There is nobody here to send it to" : "Let go to send it to everybody"}
    </div>
  );
}
