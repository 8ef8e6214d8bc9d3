import { MediaError, type ClientErrorCode } from "../errors.ts";

/** What a page asks for. A `MediaError` made here begins its detail with it. */
export type MediaKind = "camera" | "microphone" | "screen" | "speaker";

/**
 * What the browsers' exceptions mean to a person, by name: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia,
 * https://www.w3.org/TR/screen-capture/#dom-mediadevices-getdisplaymedia and
 * https://www.w3.org/TR/audio-output/#dom-htmlmediaelement-setsinkid.
 */
const CODES: ReadonlyMap<string, ClientErrorCode> = new Map<string, ClientErrorCode>([
  ["NotAllowedError", "permission_denied"],
  ["SecurityError", "permission_denied"],
  // a screen is only shown after a click: Chromium and Firefox call it the first, Safari the second
  ["InvalidStateError", "permission_denied"],
  ["InvalidAccessError", "permission_denied"],
  ["NotFoundError", "no_device"],
  ["OverconstrainedError", "no_device"],
  ["NotReadableError", "device_busy"],
  ["TypeError", "bad_option"],
]);

/** Makes a typed error of whatever a browser has thrown over a device of that kind. Never throws. */
export function mediaError(cause: unknown, kind: MediaKind): MediaError {
  if (cause instanceof MediaError) return cause;
  // Chromium's OverconstrainedError says nothing but which constraint it was
  const detail = read(cause, "message") || read(cause, "constraint");
  const code = CODES.get(read(cause, "name")) ?? "device_failed";
  return new MediaError(code, detail === "" ? kind : `${kind}: ${detail}`, cause);
}

/** For what this browser has not got at all, as phones have no screen sharing. */
export function notSupported(kind: MediaKind, what: string): MediaError {
  return new MediaError("not_supported", `${kind}: this browser has no ${what}`);
}

/** `""` if it does not say. Not every browser's OverconstrainedError is an Error. */
function read(cause: unknown, name: "name" | "message" | "constraint"): string {
  const properties: { readonly name?: unknown; readonly message?: unknown; readonly constraint?: unknown } =
    Object(cause);
  const value = properties[name];
  return typeof value === "string" ? value : "";
}
