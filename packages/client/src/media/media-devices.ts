import { MediaError } from "../errors.ts";

/** Whatever is handed over, or the browser's own: looked up at each call, for a page may replace it. */
export interface WithMediaDevices {
  /**
   * Where cameras, microphones and screens come from.
   *
   * @default navigator.mediaDevices
   */
  readonly mediaDevices?: MediaDevices;
}

/** `undefined` where there are none: in a page that is not secure, or outside of one. */
export function findMediaDevices({
  mediaDevices = globalThis.navigator.mediaDevices,
}: WithMediaDevices): MediaDevices | undefined {
  return mediaDevices;
}

/** @throws MediaError `insecure_context`: https://www.w3.org/TR/mediacapture-streams/#navigator-interface-extensions */
export function mediaDevicesOf(options: WithMediaDevices): MediaDevices {
  const found = findMediaDevices(options);
  if (found === undefined) throw new MediaError("insecure_context");
  return found;
}
