import type { JSX } from "preact";

import type { Call } from "../model/call.ts";
import { Icon, type IconName } from "./icon.tsx";

/** The buttons below the call. */
export function Controls({ call }: { readonly call: Call }): JSX.Element {
  const { media, screenShare, timeline } = call;
  const isHeard = media.isHeard.value;
  const isSeen = media.isSeen.value;
  const isSharing = screenShare.isOn.value;
  return (
    <footer class="bar">
      <Control
        icon="microphone"
        words={isHeard ? "Mute" : "Unmute"}
        shortcut="d"
        look={isHeard ? "" : "off"}
        run={() => void media.toggleMicrophone()}
      />
      <Control
        icon="camera"
        words={isSeen ? "Camera off" : "Camera on"}
        shortcut="e"
        look={isSeen ? "" : "off"}
        run={() => void media.toggleCamera()}
      />
      {screenShare.isPossible && (
        <Control
          icon="screen"
          words={isSharing ? "Stop sharing" : "Share screen"}
          shortcut="s"
          look={isSharing ? "on" : ""}
          run={() => void screenShare.toggle()}
        />
      )}
      <Control
        id={CHAT_BUTTON}
        icon="chat"
        words="Chat"
        shortcut="c"
        look={timeline.isOpen.value ? "on" : ""}
        badge={timeline.unread.value}
        expanded={timeline.isOpen.value}
        run={() => timeline.toggle()}
      />
      <Control icon="leave" words="Leave" look="leave" run={() => call.leave()} />
    </footer>
  );
}

/** Where the keyboard goes when the chat is closed. */
export const CHAT_BUTTON = "chat-button";

interface ControlProps {
  readonly id?: string;
  readonly icon: IconName;
  /** What it does now: its name for screen readers, too. */
  readonly words: string;
  readonly shortcut?: string;
  readonly look: "" | "on" | "off" | "leave";
  /** How much there is to be looked at. */
  readonly badge?: number;
  /** For a button that opens something: whether it is open. */
  readonly expanded?: boolean;
  readonly run: () => void;
}

function Control({ id, icon, words, shortcut, look, badge = 0, expanded, run }: ControlProps): JSX.Element {
  return (
    <button
      id={id}
      type="button"
      class={`control ${look}`}
      title={shortcut === undefined ? words : `${words} (${shortcut})`}
      aria-keyshortcuts={shortcut}
      aria-expanded={expanded}
      onClick={run}
    >
      <Icon name={icon} off={look === "off"} />
      <span class="words">{words}</span>
      {badge > 0 && (
        <span class="badge">
          {badge}
          <span class="unseen"> unread</span>
        </span>
      )}
    </button>
  );
}
