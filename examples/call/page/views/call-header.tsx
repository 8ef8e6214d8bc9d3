import type { Signal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import type { Call } from "../model/call.ts";
import type { Door } from "../model/door.ts";
import { Dialog } from "./dialog.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Brand } from "./message-page.tsx";
import { ShareLink } from "./share-link.tsx";

interface CallHeaderProps {
  readonly call: Call;
  readonly door: Door;
  readonly isSettingsOpen: Signal<boolean>;
  readonly isHelpOpen: Signal<boolean>;
}

/** Who is in the call, and what one needs only now and then. */
export function CallHeader({ call, door, isSettingsOpen, isHelpOpen }: CallHeaderProps): JSX.Element {
  const isInviteOpen = useSignal(false);
  const count = call.people.value.length + 1;
  const heading = useRef<HTMLHeadingElement>(null);
  // the button that led here is gone
  useEffect(() => heading.current?.focus(), []);
  return (
    <header class="call-header">
      <p class="brand">
        <Brand />
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {count === 1 ? "Just you" : `${count} people`}
      </h1>
      <HeaderButton icon="invite" label="Invite others" open={isInviteOpen} />
      <HeaderButton icon="settings" label="Settings" open={isSettingsOpen} />
      <HeaderButton icon="help" label="Help" open={isHelpOpen} />
      <Dialog title="Invite others" open={isInviteOpen}>
        <p class="soft">{door.linkNote}</p>
        <ShareLink link={door.link} />
      </Dialog>
    </header>
  );
}

interface HeaderButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly open: Signal<boolean>;
}

function HeaderButton({ icon, label, open }: HeaderButtonProps): JSX.Element {
  return (
    <button type="button" class="round quiet" aria-label={label} title={label} onClick={() => (open.value = true)}>
      <Icon name={icon} />
    </button>
  );
}
