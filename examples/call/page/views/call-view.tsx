import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";

import type { Call } from "../model/call.ts";
import type { Door } from "../model/door.ts";
import { keepAwake } from "../model/keep-awake.ts";
import { listenForShortcuts, type Shortcut } from "../model/shortcuts.ts";
import { CallHeader } from "./call-header.tsx";
import { Controls } from "./controls.tsx";
import { DropZone } from "./drop-zone.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { Panel } from "./panel.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { Stage } from "./stage.tsx";

/** The call itself. */
export function CallView({ call, door }: { readonly call: Call; readonly door: Door }): JSX.Element {
  const isHelpOpen = useSignal(false);
  const isSettingsOpen = useSignal(false);
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [
      { key: "d", does: "Microphone on or off", run: () => void call.media.toggleMicrophone() },
      { key: "e", does: "Camera on or off", run: () => void call.media.toggleCamera() },
      { key: "s", does: "Share your screen, or stop it", run: () => void call.screenShare.toggle() },
      { key: "c", does: "Open or close the chat", run: () => call.timeline.toggle() },
      { key: "?", does: "This help", run: () => (isHelpOpen.value = true) },
    ],
    [call, isHelpOpen],
  );
  useEffect(() => {
    const over = new AbortController();
    listenForShortcuts(shortcuts, over.signal);
    keepAwake(over.signal);
    return () => over.abort();
  }, [shortcuts]);
  return (
    <main class="call">
      <CallHeader call={call} door={door} isSettingsOpen={isSettingsOpen} isHelpOpen={isHelpOpen} />
      <Stage call={call} link={door.link} />
      {call.timeline.isOpen.value && <Panel call={call} />}
      <Controls call={call} />
      <DropZone call={call} />
      <SettingsDialog media={call.media} open={isSettingsOpen} />
      <HelpDialog shortcuts={shortcuts} open={isHelpOpen} />
    </main>
  );
}
