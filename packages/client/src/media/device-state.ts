import type { MediaError } from "../errors.ts";

/** What a person has of their own to be seen and heard with. */
export type DeviceKind = "camera" | "microphone";

/** A device that is open: it runs, and its light is on. */
export interface OpenDevice {
  readonly deviceId: string;
  /** Its name for people. */
  readonly label: string;
  /** The track that is in the stream now. */
  readonly track: MediaStreamTrack;
  /** The system gives nothing for now, as during a phone call (https://www.w3.org/TR/mediacapture-streams/#track-muted). */
  readonly interrupted: boolean;
}

/** Where a camera or a microphone is in its life. A new object at each change. */
export type DeviceState =
  /** Nobody wants it: not yet, or no more. */
  | { readonly name: "off" }
  /** The user is being asked, or the device is being opened. */
  | { readonly name: "starting" }
  | ({ readonly name: "on" } & OpenDevice)
  /** Only a microphone: open, but it sends silence, so that it can be heard again at once. */
  | ({ readonly name: "muted" } & OpenDevice)
  /** It was wanted, and there is none. `no_device` is left by itself when one is plugged in; the others want a person. */
  | { readonly name: "failed"; readonly error: MediaError };
