import type { Signal } from "@preact/signals";
import type { JSX } from "preact";

import type { Media } from "../model/media.ts";
import { DeviceMenus } from "./device-menus.tsx";
import { Dialog } from "./dialog.tsx";
import { ProblemNotices } from "./problem-notices.tsx";

/** Other devices, while the call goes on. */
export function SettingsDialog({
  media,
  open,
}: {
  readonly media: Media;
  readonly open: Signal<boolean>;
}): JSX.Element {
  return (
    <Dialog title="Settings" open={open}>
      <ProblemNotices media={media} />
      <DeviceMenus media={media} />
    </Dialog>
  );
}
