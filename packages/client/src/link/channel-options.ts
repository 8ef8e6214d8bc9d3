import { MeshError } from "../errors.ts";

/** How a declared data channel delivers (https://www.w3.org/TR/webrtc/#dom-rtcdatachannelinit). At most one of the two limits. */
export interface ChannelOptions {
  /**
   * Whether messages arrive in the order in which they were sent.
   *
   * @default true
   */
  readonly ordered?: boolean;
  /** How often a lost message is sent again, 0 to 65,535; then it is given up. Without any limit none is ever lost. */
  readonly maxRetransmits?: number;
  /** For how many milliseconds a lost message is sent again, 0 to 65,535; then it is given up. */
  readonly maxPacketLifeTime?: number;
}

/**
 * Checks what an application has declared: label to options. A map, because labels also come from the other side.
 *
 * @throws MeshError `bad_option`, for a label that is reserved, empty or longer than 255 characters, and for bad limits.
 */
export function resolveChannels(
  channels: Readonly<Record<string, ChannelOptions>>,
): ReadonlyMap<string, ChannelOptions> {
  const declared = new Map(Object.entries(channels));
  for (const [label, { ordered, maxRetransmits, maxPacketLifeTime }] of declared) {
    const isGood =
      label !== "" &&
      label.length <= 255 &&
      !label.startsWith("parlor.") &&
      (ordered === undefined || typeof ordered === "boolean") &&
      (maxRetransmits === undefined || maxPacketLifeTime === undefined) &&
      [maxRetransmits, maxPacketLifeTime].every(isLimit);
    if (!isGood) throw new MeshError("bad_option", null, `channels: ${label}`);
  }
  return declared;
}

/** WebRTC section 6.1: an unsigned short. */
function isLimit(limit: number | undefined): boolean {
  return limit === undefined || (Number.isInteger(limit) && limit >= 0 && limit <= 65_535);
}
