import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

import type { Shortcut } from "../model/shortcuts.ts";
import { Dialog } from "./dialog.tsx";

interface HelpDialogProps {
  readonly shortcuts: readonly Shortcut[];
  readonly open: Signal<boolean>;
}

/** What the keys do, and a few things that one does not find by looking. */
export function HelpDialog({ shortcuts, open }: HelpDialogProps): JSX.Element {
  return (
    <Dialog title="Help" open={open}>
      <dl class="keys">
        {shortcuts.map(({ key, does }) => (
          <div key={key}>
            <dt>{does}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p class="soft">
        Drop files anywhere on the page to send them to everybody. Press the bars on a picture to see how good the
        connection is.
      </p>
    </Dialog>
  );
}
