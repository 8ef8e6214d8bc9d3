import { SEQUENCE_DIGITS } from "./frames.ts";
import { SDP } from "./sdp.ts";

/** The event of every message. */
export const EVENT = "offer";

/** Digits of the sender's number in a message's mark, before a dot and the sequence number. */
export const SENDER_DIGITS = 6;

/** What stands right before a mark, whatever the server made of the rest. */
export const BEFORE_MARK = '"mark":"';

/** The message of one sender as the text it sends, and the byte where its sequence number begins. */
export function messageOf(sender: number, to: "all" | readonly string[]): { payload: Buffer; sequenceAt: number } {
  const mark = `${String(sender).padStart(SENDER_DIGITS, "0")}.${"0".repeat(SEQUENCE_DIGITS)}`;
  const payload = Buffer.from(JSON.stringify({ event: EVENT, data: { mark, type: EVENT, sdp: SDP }, to }));
  return { payload, sequenceAt: payload.indexOf(mark) + SENDER_DIGITS + 1 };
}
