import { isObject } from "../connection/wire.ts";

/**
 * What the two ends of a file's channel say to each other, as JSON. Binary messages are the file. Whoever hears a last
 * word closes the channel, not who says it: closing can throw away what is still on its way.
 */
export type FileFrame =
  /** From the sender: the first word. */
  | { readonly event: "file"; readonly name: string; readonly type: string; readonly size: number }
  /** From the receiver: send it. */
  | { readonly event: "accept" }
  /** From the receiver: so many bytes are here. */
  | { readonly event: "progress"; readonly received: number }
  /** From the sender: that was all of it. */
  | { readonly event: "end"; readonly crc32: number }
  /** From the receiver, a last word: it is here, and whole. */
  | { readonly event: "received" }
  /** From the receiver, a last word. */
  | { readonly event: "refused"; readonly reason: string }
  /** From either, a last word. */
  | { readonly event: "cancelled" }
  /** From either, a last word: it cannot arrive whole any more. */
  | { readonly event: "broken" };

const MAX_FRAME_CHARS = 4096;
/** What a refusal may say. */
export const MAX_REASON_CHARS = 200;

export function encodeFileFrame(frame: FileFrame): string {
  return JSON.stringify(frame);
}

/** Reads a text message, or says `null` if it is none that this version understands. Never throws. */
export function readFileFrame(text: unknown): FileFrame | null {
  if (typeof text !== "string" || text.length > MAX_FRAME_CHARS) return null;
  try {
    const frame: unknown = JSON.parse(text);
    return isObject(frame) ? pickFrame(frame) : null;
  } catch {
    return null;
  }
}

function pickFrame(frame: Readonly<Record<string, unknown>>): FileFrame | null {
  const { event, received, crc32, reason } = frame;
  switch (event) {
    case "file":
      return pickHeader(frame);
    case "progress":
      return isCount(received) ? { event, received } : null;
    case "end":
      return isCount(crc32) ? { event, crc32 } : null;
    case "refused":
      return typeof reason === "string" ? { event, reason: reason.slice(0, MAX_REASON_CHARS) } : null;
    case "accept":
    case "received":
    case "cancelled":
    case "broken":
      return { event };
    default:
      return null;
  }
}

function pickHeader({ name, type, size }: Readonly<Record<string, unknown>>): FileFrame | null {
  if (typeof name !== "string" || typeof type !== "string" || !isCount(size)) return null;
  return { event: "file", name, type, size };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
