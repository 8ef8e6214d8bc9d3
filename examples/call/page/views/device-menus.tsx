import type { Device, DeviceState } from "@parlor/client";
import type { JSX } from "preact";

import type { Media } from "../model/media.ts";
import { Icon, type IconName } from "./icon.tsx";
import { Meter } from "./meter.tsx";

/** Which camera, microphone and speaker are used, and how loud the microphone is. */
export function DeviceMenus({ media }: { readonly media: Media }): JSX.Element {
  const { cameras, microphones, speakers } = media.devices.value;
  return (
    <div class="devices">
      <DeviceMenu
        label="Camera"
        icon="camera"
        devices={cameras}
        chosen={idOf(media.camera.value)}
        choose={(id) => media.useCamera(id)}
      />
      <div class="with-meter">
        <DeviceMenu
          label="Microphone"
          icon="microphone"
          devices={microphones}
          chosen={idOf(media.microphone.value)}
          choose={(id) => media.useMicrophone(id)}
        />
        <Meter level={media.level} />
      </div>
      {media.playback.canSetSpeaker && (
        <DeviceMenu
          label="Speaker"
          icon="speaker"
          devices={speakers}
          chosen={media.speaker.value || (speakers[0]?.deviceId ?? "")}
          choose={(id) => media.useSpeaker(id)}
        />
      )}
    </div>
  );
}

function idOf(device: DeviceState): string {
  return "deviceId" in device ? device.deviceId : "";
}

interface DeviceMenuProps {
  readonly label: string;
  readonly icon: IconName;
  readonly devices: readonly Device[];
  /** The id of the one in use; `""` if none is. */
  readonly chosen: string;
  readonly choose: (deviceId: string) => Promise<void>;
}

function DeviceMenu({ label, icon, devices, chosen, choose }: DeviceMenuProps): JSX.Element {
  // a list of which nothing is known yet, or of nothing: the browser tells more once it has asked
  const known = devices.filter(({ deviceId }) => deviceId !== "");
  return (
    <div class="menu">
      <Icon name={icon} />
      <select
        aria-label={label}
        disabled={known.length === 0}
        value={chosen}
        onChange={({ currentTarget }) => void choose(currentTarget.value)}
      >
        {known.length === 0 && <option value="">No {label.toLowerCase()}</option>}
        {known.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
