import { mediaDevicesOf, type WithMediaDevices } from "./media-devices.ts";
import { mediaError, notSupported } from "./media-error.ts";

export interface ShareScreenOptions extends WithMediaDevices {
  /**
   * Offers to share the sound too, where the browser can; the user decides.
   *
   * @default true
   */
  readonly audio?: boolean;
  /**
   * What to ask of the picture, over the defaults.
   *
   * @default { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } }
   */
  readonly video?: MediaTrackConstraints;
  /**
   * What the encoder should keep if the network is poor: `detail` and `text` keep it sharp, `motion` keeps it fluent
   * (https://www.w3.org/TR/mst-content-hint/#video-content-hints).
   *
   * @default "detail"
   */
  readonly contentHint?: "detail" | "text" | "motion";
}

/** Enough to read by, and no more than a mesh of six can send. */
const VIDEO = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } } satisfies MediaTrackConstraints;

/** Music and speech from a machine are no voice in a room: nothing is to be cleaned. */
const AUDIO = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
} satisfies MediaTrackConstraints;

/**
 * Lets the user choose a screen, a window or a tab. To be called in a click. The stream has a video track, whose `ended`
 * event says that the user has stopped sharing in the browser's own bar, and maybe an audio track. Stop its tracks to
 * end it from the page.
 *
 * @throws MediaError `permission_denied` if the user cancels or it was no click, `not_supported` where there is no screen
 * sharing, as on phones, `insecure_context`, and what else the browser refuses with.
 */
export async function shareScreen(options: ShareScreenOptions = {}): Promise<MediaStream> {
  const { audio = true, video, contentHint = "detail" } = options;
  const mediaDevices = mediaDevicesOf(options);
  if (typeof mediaDevices.getDisplayMedia !== "function") throw notSupported("screen", "screen sharing");
  try {
    const stream = await mediaDevices.getDisplayMedia({ video: { ...VIDEO, ...video }, audio: audio && AUDIO });
    for (const track of stream.getVideoTracks()) track.contentHint = contentHint;
    return stream;
  } catch (cause) {
    throw mediaError(cause, "screen");
  }
}
