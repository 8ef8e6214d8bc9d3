import type { DeviceState } from "@parlor/client";
import type { JSX } from "preact";

import type { Media } from "../model/media.ts";
import { Avatar } from "./avatar.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Video } from "./video.tsx";

/** The own picture as in a mirror, and the switches of camera and microphone. */
export function Preview({ media, name }: { readonly media: Media; readonly name: string }): JSX.Element {
  const camera = media.camera.value;
  const microphone = media.microphone.value;
  return (
    <div class="preview">
      {camera.name === "on" ? (
        <Video playback={media.playback} stream={media.stream} isOwn isMirrored={media.isMirrored.value} />
      ) : (
        <div class="nothing">
          <Avatar name={name} />
          <p>{camera.name === "starting" ? "Your browser asks for the camera…" : "Your camera is off"}</p>
        </div>
      )}
      <div class="switches">
        <Switch icon="microphone" device={microphone} toggle={() => media.toggleMicrophone()} />
        <Switch icon="camera" device={camera} toggle={() => media.toggleCamera()} />
      </div>
    </div>
  );
}

interface SwitchProps {
  readonly icon: IconName & ("camera" | "microphone");
  readonly device: DeviceState;
  readonly toggle: () => Promise<void>;
}

function Switch({ icon, device, toggle }: SwitchProps): JSX.Element {
  const on = device.name === "on";
  const label = `${on ? "Turn off" : "Turn on"} the ${icon}`;
  return (
    <button
      type="button"
      class={on ? "switch" : "switch off"}
      aria-label={label}
      title={label}
      disabled={device.name === "starting"}
      onClick={() => void toggle()}
    >
      <Icon name={icon} off={!on} />
    </button>
  );
}
